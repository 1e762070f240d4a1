import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { loadScenario } from "../../src/cli/load-scenario.ts";
import { runProgram } from "../../src/cli/program.ts";
import { problemLines } from "../../src/scenario/file/problem.ts";

const examples = fileURLToPath(new URL("../scenario/file/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fleetsim-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function fleetsim(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(["validate", ...args], {
    out: (text) => (stdout += `${text}\n`),
    say: (text) => (stderr += `${text}\n`),
  });
  return { code, stdout, stderr };
}

describe("fleetsim validate", () => {
  test("says ok of each file that is right: YAML, JSON and a program", async () => {
    const files = ["smallest.yaml", "from-json.json", "program.ts"].map(
      (name) => `${examples}valid/${name}`,
    );
    expect(await fleetsim(...files)).toEqual({
      code: 0,
      stdout: files.map((file) => `${file}: ok\n`).join(""),
      stderr: "",
    });
  });

  test("says file, line and column of each problem and ends with 64, whatever else is right", async () => {
    const wrong = write("wrong.yaml", "fleet: { nodes: [{ name: a }] }\nsteps: [{ stop: b }]\n");
    const right = write("right.yaml", "fleet: { nodes: [{ name: a }] }\n");
    expect(await fleetsim(wrong, right)).toEqual({
      code: 64,
      stdout: `${right}: ok\n`,
      stderr: `${wrong}:2:17: steps[0].stop: expected the name of a node or a group, found "b" (the nearest is a)\n`,
    });
  });

  test("--json prints one document with the problems in parts", async () => {
    const wrong = write("wrong.yaml", "fleet: { nodes: [{ name: a }] }\nsteps: [{ stop: b }]\n");
    const { code, stdout, stderr } = await fleetsim("--json", wrong);
    expect({ code, stderr }).toEqual({ code: 64, stderr: "" });
    expect(JSON.parse(stdout)).toEqual([
      {
        file: wrong,
        ok: false,
        problems: [
          {
            line: 2,
            column: 17,
            path: "steps[0].stop",
            expected: "the name of a node or a group",
            found: '"b"',
            nearest: "a",
          },
        ],
      },
    ]);
  });

  test("--explain says for each step and fault which nodes, which events, when and how often", async () => {
    const { code, stdout } = await fleetsim("--explain", `${examples}valid/cancel-meets-exit.yaml`);
    expect(code).toBe(0);
    for (const line of [
      "line 12: at 0ms: send deploy to a1, a2, b by tag:role=web: echo on; backup.sh",
      "line 13: 0ms..3s after the 1st process.started on a1: cancel deploy on all its nodes",
      "line 14: at 10s: stop b",
      "line 16: delay 50ms..400ms: on a1, toAgent; from 1s until 4s; each time",
      "line 17: drop: on the node of that event; from the 2nd frame.sent on a2 with message agent_job_reply until the healing at the end; at most 1 time",
    ]) {
      expect(stdout).toContain(`    ${line}\n`);
    }
  });

  test("--explain of every key of the format stays as it is", async () => {
    const { stdout } = await fleetsim("--explain", `${examples}valid/every-key.yaml`);
    await expect(stdout.replace(examples, "")).toMatchFileSnapshot(
      `${examples}every-key.explained.txt`,
    );
  });
});

describe("a file that can't be loaded", () => {
  test.each([
    ["missing.yaml", undefined, "expected a file that can be read, found no such file"],
    ["notes.txt", "hello", "expected a name that ends in .yaml, .yml, .json, .ts"],
    ["throws.mjs", "throw new Error('no luck');", "a module that makes a scenario, found no luck"],
    ["throws-later.mjs", "export default () => { throw 7; };", "makes a scenario, found 7"],
    ["nothing.mjs", "export const scenario = {};", "found no default export"],
    ["wrong.mjs", "export default 5;", "expected an object, found 5"],
    ["syntax.mts", "export default (: number) =>", "expected a module that makes a scenario"],
    ["bytes.yaml", "\u0000\u0001", "bytes.yaml:1:1: expected an object"],
    ["long.yaml", "#".repeat(4_000_001), "expected at most 4000000 bytes, found 4000001"],
  ])("%s is told of, and nothing is thrown", async (name, text, expected) => {
    const file = text === undefined ? join(folder, name) : write(name, text);
    const loaded = await loadScenario(file);
    expect("problems" in loaded ? problemLines(file, loaded).join("\n") : "").toContain(expected);
  });

  test("a directory is none", async () => {
    const loaded = await loadScenario(folder);
    expect("problems" in loaded && loaded.problems[0]).toMatchObject({ found: "a directory" });
  });

  test("an async function may make one", async () => {
    const file = write(
      "later.mjs",
      "export default async () => ({ fleet: { nodes: [{ name: 'a' }] } });",
    );
    expect(await loadScenario(file)).toMatchObject({ scenario: { name: "later" } });
  });
});
