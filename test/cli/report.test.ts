/** `fleetsim report`, and the files that `run` and `report` write alike. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { Report } from "../../src/report/report-form.ts";
import { readWithDevTools } from "../report/perfetto/devtools.ts";
import { readMermaid } from "../report/mermaid/read-mermaid.ts";
import { cancelCommand, clientOf, getInvocation, listNodes, sendScript } from "./admin.ts";
import { eventually, withFleetsim } from "./fleetsim.ts";

const RACE = `
name: a race
options: { seed: 7, runs: 5 }
fleet: { nodes: [{ name: a, count: 2, profile: ideal }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: [a], commands: [sleep 2] } }
  - { at: [1900ms, 2300ms], cancel: deploy }
expect: { outcomes: { deploy: { a1: [Failed] } } }
`;

let directory = "";
const file = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-report-"));
  writeFileSync(file("race.yaml"), RACE);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** In this process, which saves the start of another one. */
async function fleetsim(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(args, {
    out: (text) => (stdout += `${text}\n`),
    say: (text) => (stderr += `${text}\n`),
  });
  return { code, stdout, stderr };
}

const read = (name: string) => readFileSync(file(name), "utf8");

describe("a stored run", () => {
  const once = ["--runs", "1", "--set", "latencyMs=3..9"];

  test("prints what the run has printed, ends as it did, and writes the same files", async () => {
    const files = (name: string) => [
      ...["--perfetto", file(`${name}.json`), "--mermaid", file(`${name}.mmd`)],
      ...["--junit", file(`${name}.xml`)],
    ];
    const trace = file("one.jsonl");
    const ran = await fleetsim(
      "run",
      file("race.yaml"),
      ...once,
      "--trace",
      trace,
      ...files("ran"),
    );
    const again = await fleetsim("report", trace, ...files("again"));
    expect(again).toEqual({ code: 1, stdout: ran.stdout, stderr: "" });
    for (const kind of ["json", "mmd", "xml"]) {
      expect(read(`again.${kind}`)).toBe(read(`ran.${kind}`));
    }
    expect((await readWithDevTools(read("again.json"))).flows.length).toBeGreaterThan(5);
    expect((await readMermaid(read("again.mmd"))).messages[0]?.text).toMatch(/^deploy on a\d/);
    const json = await fleetsim("report", trace, "--json");
    const ranJson = await fleetsim("run", file("race.yaml"), ...once, "--json");
    expect(json.stdout).toBe(ranJson.stdout);
    const { scenarios } = JSON.parse(json.stdout) as Report;
    expect(scenarios[0]?.complaints[0]?.repeat).toBe(
      `npx fleetsim run ${file("race.yaml")} --seed 7 --runs 1 --set latencyMs=3..9`,
    );
  });

  test("comes from stdin as well", async () => {
    await fleetsim("run", file("race.yaml"), ...once, "--trace", file("in.jsonl"));
    const { status, stdout } = spawnSync(process.execPath, ["src/cli/main.ts", "report", "-"], {
      ...{ input: read("in.jsonl"), encoding: "utf8" },
    });
    expect(status).toBe(1);
    expect(stdout).toContain("expected deploy on a1 to end as Failed");
  });

  test("may have been saved with a byte order mark", async () => {
    await fleetsim("run", file("race.yaml"), ...once, "--trace", file("plain.jsonl"));
    writeFileSync(file("marked.jsonl"), `\uFEFF${read("plain.jsonl")}`);
    const plain = await fleetsim("report", file("plain.jsonl"));
    expect(await fleetsim("report", file("marked.jsonl"))).toEqual(plain);
  });

  test("of several says what is not judged, and names no finding missing", async () => {
    await fleetsim("run", file("race.yaml"), "--trace", file("of-five.jsonl"));
    const { code, stderr } = await fleetsim("report", file("of-five.jsonl"));
    expect(code).toBe(1);
    expect(stderr).toContain("one of 5 runs; what only all of them show is not judged");
  });

  test("that breaks off is told as far as it goes, and proves nothing", async () => {
    await fleetsim("run", file("race.yaml"), ...once, "--trace", file("whole.jsonl"));
    writeFileSync(file("cut.jsonl"), read("whole.jsonl").slice(0, -20));
    const { code, stdout, stderr } = await fleetsim("report", file("cut.jsonl"));
    expect(stderr).toContain("cut.jsonl: its last line is cut off, and was left out\n");
    expect(stdout).toContain("found that it breaks off after");
    expect(code).toBe(2);
  });

  test("with a broken line is refused by file and line, and nothing is written", async () => {
    const lines = ['{"v":1}', '{"seq":0,"event":"\u001b[2Jnews"}', ""];
    writeFileSync(file("broken.jsonl"), lines.join("\n"));
    const { code, stdout, stderr } = await fleetsim(
      ...["report", file("broken.jsonl"), "--mermaid", file("broken-{seed}.mmd")],
    );
    expect(code).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/broken\.jsonl:2: expected an event of a trace, found .*nothing of it/);
    expect(stderr).not.toContain("\u001b");
    expect(readdirSync(directory).filter((name) => name.startsWith("broken-"))).toEqual([]);
  });

  test("with a wrong header is refused by its place in it", async () => {
    await fleetsim("run", file("race.yaml"), ...once, "--trace", file("header.jsonl"));
    writeFileSync(file("header.jsonl"), read("header.jsonl").replace('"runs":1', '"runs":"1"'));
    const { code, stderr } = await fleetsim("report", file("header.jsonl"));
    expect(code).toBe(64);
    expect(stderr).toMatch(
      /:1: header: scenario\.options\.runs: expected number, received string; /,
    );
  });
});

describe("names of files", () => {
  test("with {scenario} and {seed} there is one for every run", async () => {
    const names = ["trace", "perfetto", "mermaid"].flatMap((kind) => [
      ...[`--${kind}`, file(`each-{scenario}-{seed}.${kind}`)],
    ]);
    await fleetsim("run", file("race.yaml"), "--runs", "3", ...names);
    const written = readdirSync(directory).filter((name) => name.startsWith("each-"));
    const wanted = [7, 8, 9].flatMap((seed) =>
      ["mermaid", "perfetto", "trace"].map((kind) => `each-a-race-${seed}.${kind}`),
    );
    expect(written.sort()).toEqual(wanted.sort());
    expect(read("each-a-race-8.mermaid")).toContain("seed 8");
    expect(read("each-a-race-9.perfetto")).toContain('"seed":"9"');
  });

  test("report fills them in, too", async () => {
    await fleetsim("run", file("race.yaml"), "--runs", "1", "--trace", file("filled.jsonl"));
    await fleetsim(
      "report",
      file("filled.jsonl"),
      "--mermaid",
      file("filled-{scenario}-{seed}.mmd"),
    );
    expect(existsSync(file("filled-a-race-7.mmd"))).toBe(true);
  });
});

test("--invocation draws the one that is asked for, and names those that there are", async () => {
  const drawn = ["run", file("race.yaml"), "--mermaid", file("asked.mmd"), "--invocation"];
  await fleetsim(...drawn, "deploy@a2");
  expect(read("asked.mmd")).toContain("deploy on a2");
  const { code, stderr } = await fleetsim(...drawn, "deploy@a3");
  expect(code).toBe(64);
  expect(stderr).toMatch(/--invocation: expected one of deploy@a\d, deploy@a\d, found deploy@a3/);
});

test("--html writes the page, or says how to build it", async () => {
  const { code, stderr } = await fleetsim("run", file("race.yaml"), "--html", file("page.html"));
  if (existsSync("dist/view/page.js")) {
    expect(code).toBe(1);
    expect(read("page.html")).toContain("<title>FAILED: a race - fleetsim</title>");
  } else {
    expect(code).toBe(64);
    expect(stderr).toContain("npm run build");
  }
});

test("the trace of a live fleet is judged without a scenario, from its file and from GET trace", async () => {
  const trace = file("live.jsonl");
  const args = ["up", "--port", "0", "--nodes", "2", "--profile", "ideal", "--trace", trace];
  let asked = "";
  let id = "";
  await withFleetsim(args, async (running) => {
    const url = await running.ready();
    const [node = ""] = (await listNodes(url)).map((entry) => entry.id);
    id = await sendScript(clientOf(url), "sleep 300", { InstanceIds: [node] });
    const status = async (wanted: string) =>
      eventually(wanted, async () => {
        const { Status } = await getInvocation(clientOf(url), id, node);
        return Status === wanted ? Status : undefined;
      });
    await status("InProgress");
    await cancelCommand(clientOf(url), id);
    await status("Cancelled");
    asked = await (await fetch(`${url}/_fleetsim/trace`)).text();
    await running.end("SIGTERM");
  });
  const { code, stdout, stderr } = await fleetsim("report", trace, "--mermaid", file("live.mmd"));
  expect(stderr).toBe(`${trace}: no scenario in its header: nothing is expected of it\n`);
  expect(stdout).toContain(`ok  a live fleet  ${trace}`);
  expect(stdout).toMatch(/outcomes +\S+ on \S+: Cancelled\n/);
  expect(code).toBe(0);
  const { messages } = await readMermaid(read("live.mmd"));
  expect(messages.map(({ text }) => text).join("\n")).toContain("agent_job of the cancel");
  writeFileSync(file("asked.jsonl"), asked);
  const other = await fleetsim("report", file("asked.jsonl"));
  expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining("ok  a live") as string });
  writeFileSync(file("headless.jsonl"), asked.slice(asked.indexOf("\n") + 1));
  const headless = await fleetsim("report", file("headless.jsonl"));
  expect(headless).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("no header") as string,
  });
});
