/** `fleetsim run` as a user meets it: files in, report and exit code out. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStoredTrace } from "../../src/scenario/stored/stored-trace.ts";
import { runProgram } from "../../src/cli/program.ts";
import { Fleetsim, fleetsim as fleetsimProcess } from "./fleetsim.ts";

const CALM = `
name: calm
fleet: { nodes: [{ name: a, profile: ideal }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: [a], commands: [sleep 2] } }
`;
const RACE = `
name: a race
options: { seed: 7, runs: 30 }
fleet: { nodes: [{ name: a, profile: ideal }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: [a], commands: [sleep 2] } }
  - { after: { event: process.started }, plus: [0ms, 1s], cancel: deploy }
expect: { sometimes: [cancelWon] }
`;
const WRONG = RACE.replace("expect: {", "expect: { outcomes: { deploy: { a: [Failed] } },");
const VAIN = `${CALM.replace("name: calm", "name: vain")}expect: { sometimes: [cancelWon] }
`;
const REFUSED = `
name: refused
fleet: { nodes: [{ name: a, state: Terminated }] }
steps:
  - { at: 0s, send: { as: late, nodes: [a], commands: [sleep 2] } }
expect: { outcomes: { late: { "*": InvalidInstanceId } } }
`;
const BROKEN = CALM.replace("at: 0s", "at: -1s");

let directory = "";
const file = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-run-"));
  const texts = {
    calm: CALM,
    race: RACE,
    wrong: WRONG,
    vain: VAIN,
    refused: REFUSED,
    broken: BROKEN,
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(file(`${name}.yaml`), text);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** In this process, which saves the start of another one. */
async function run(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(["run", ...args], {
    out: (text) => (stdout += `${text}\n`),
    say: (text) => (stderr += `${text}\n`),
  });
  return { code, stdout, stderr };
}

describe("fleetsim run", () => {
  test("says every option and the seed first, the verdict, and how to repeat it last", async () => {
    const { code, stdout, stderr } = await run(file("race.yaml"), "--set", "latencyMs=3..9");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^options: latencyMs=3\.\.9 pendingMs=10000 /);
    expect(stderr).toContain(`${file("race.yaml")}: seed=7 runs=30\n`);
    expect(stdout).toContain("a race");
    const [last = ""] = stdout.trimEnd().split("\n").slice(-1);
    expect(last).toMatch(/fleetsim run .*race\.yaml --seed 36 --runs 1 --set latencyMs=3\.\.9$/);
  });

  test("exits 1 for a wrong expectation, naming node and seed", async () => {
    const { code, stdout } = await run(file("wrong.yaml"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/expected deploy on a to end as Failed; found \w+ \(seed 7; /);
    expect(stdout).toContain("--seed 7 --runs 1");
  });

  test("exits 2 when nothing was proven", async () => {
    const { code, stdout } = await run(file("vain.yaml"));
    expect(code).toBe(2);
    expect(stdout).toContain("expected cancelWon to be seen in the run; found that it never was");
  });

  test("exits 0 for a command that is refused by design", async () => {
    expect(await run(file("refused.yaml"))).toMatchObject({ code: 0 });
  });

  test("of several the first of 70, 64, 1, 2, 0 counts, with a line for each", async () => {
    const { code, stdout } = await run(file("calm.yaml"), file("vain.yaml"), file("wrong.yaml"));
    expect(code).toBe(1);
    for (const name of ["calm", "vain", "a race"]) expect(stdout).toContain(name);
    expect(await run(file("calm.yaml"), file("vain.yaml"))).toMatchObject({ code: 2 });
  });

  test("plays nothing when one file is broken, and says where", async () => {
    const { code, stdout, stderr } = await run(file("calm.yaml"), file("broken.yaml"));
    expect(code).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain(`${file("broken.yaml")}:5:11: `);
    expect(stderr).toContain("nothing was played");
  });

  test("exits 64 when a disk takes only the beginning of a trace", () => {
    const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
    const words = [process.execPath, main, "run", file("calm.yaml"), "--trace", file("big.jsonl")];
    // No file may grow past some hundred bytes: what fits is written first, as on a disk that fills.
    const limited = ["-c", 'ulimit -f 1; exec "$@"', "sh", ...words];
    const { status, stderr } = spawnSync("sh", limited, { encoding: "utf8" });
    expect(stderr).toContain("--trace: expected a file that can be written, found ");
    expect(status).toBe(64);
  });

  test("--json prints one document and nothing else", async () => {
    const { stdout } = await run(file("race.yaml"), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      exit: 0,
      scenarios: [{ name: "a race", verdict: "held" }],
    });
  });

  test("--junit writes a report", async () => {
    await run(file("calm.yaml"), file("wrong.yaml"), "--junit", file("junit.xml"));
    const text = readFileSync(file("junit.xml"), "utf8");
    expect(text).toContain("<testsuites");
    expect(text).toContain("<failure");
  });
});

describe("--trace", () => {
  function readTrace(name: string) {
    const text = readFileSync(file(name), "utf8");
    const header = JSON.parse(text.slice(0, text.indexOf("\n"))) as Record<string, unknown>;
    const read = readStoredTrace(text);
    if ("problem" in read) throw new Error(read.problem);
    return { text, header, events: read.events };
  }

  test("writes the first failing run, with the scenario as it was played", async () => {
    await run(file("calm.yaml"), file("wrong.yaml"), "--trace", file("trace.jsonl"));
    const { header, events } = readTrace("trace.jsonl");
    expect(header).toMatchObject({
      ...{ v: 1, seed: "7", scenario: { name: "a race", options: { seed: "7", runs: 30 } } },
    });
    expect(events.length).toBeGreaterThan(20);
  });

  test("the seed alone repeats it, byte for byte", async () => {
    await run(file("race.yaml"), "--trace", file("one.jsonl"));
    const { header, events } = readTrace("one.jsonl");
    const repeat = ["--seed", String(header["seed"]), "--runs", "1"];
    const again = await fleetsimProcess([
      ...["run", file("race.yaml"), ...repeat, "--trace", file("two.jsonl")],
    ]);
    expect(again.code).toBe(0);
    expect(readTrace("two.jsonl").events).toEqual(events);
  });

  test("with {scenario} and {seed} in its name writes every run", async () => {
    const name = file("runs-{scenario}-{seed}.jsonl");
    await run(file("race.yaml"), "--runs", "3", "--trace", name);
    const written = readdirSync(directory).filter((one) => one.startsWith("runs-"));
    expect(written.sort()).toEqual([7, 8, 9].map((seed) => `runs-a-race-${seed}.jsonl`));
    expect(readTrace("runs-a-race-8.jsonl").header).toMatchObject({ seed: "8" });
  });
});

test("SIGINT ends it within two seconds, with what there is", async () => {
  const args = ["run", file("calm.yaml"), "--runs", "1000000", "--trace", file("cut.jsonl")];
  const running = new Fleetsim(args);
  await expect.poll(() => running.stderr, { timeout: 30_000 }).toContain("runs=1000000");
  const told = performance.now();
  const { code, stderr, stdout } = await running.end("SIGINT");
  expect(performance.now() - told).toBeLessThan(2_000);
  expect(code).toBe(0);
  expect(stderr).toMatch(/ended by a signal after \d+ of 1000000 runs/);
  expect(stdout).toContain("calm");
  expect(existsSync(file("cut.jsonl"))).toBe(true);
});
