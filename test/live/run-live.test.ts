/** `fleetsim run --live` as a user meets it: the same files, reports and exit codes, on real sockets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { reportForm } from "../../src/report/report-form.ts";
import { readStoredTrace } from "../../src/scenario/stored/stored-trace.ts";

const CANCEL = `
name: live cancel
options: { seed: 5, spawnMs: 10 }
fleet: { nodes: [{ name: a, profile: ideal }, { name: b }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: [a, b], commands: [echo on, sleep 60] } }
  - { after: { event: process.started, node: b }, plus: [100ms, 200ms], cancel: deploy }
expect:
  outcomes: { deploy: { "*": Cancelled } }
  sometimes: [cancelWon]
  findings: [{ property: ladder, nodes: b }]
`;
const LOST_ANSWER = `
name: lost answer
options: { spawnMs: 10 }
fleet: { nodes: [{ name: a }] }
steps:
  - { at: 0s, send: { as: unknown, nodes: a, commands: [exit 3] } }
  - { wait: { for: { event: status.changed, command: unknown, where: { to: Failed } }, within: 10s } }
  - { cancel: unknown }
faults: [{ lostAnswer: {}, operation: SendCommand }]
expect: { outcomes: { unknown: { a: Failed } } }
`;
const WRONG = CANCEL.replace('"*": Cancelled', '"*": Success');
const BEHAVES = CANCEL.replace(
  "steps:",
  "  behaviours: [{ match: sleep, floods: 10 }]\nsteps:",
).replace(
  "fleet: { nodes: [{ name: a, profile: ideal }, { name: b }] }",
  "fleet:\n  nodes: [{ name: a }, { name: b }]",
);
const TWINS = `
fleet: { nodes: [{ name: a }] }
faults: [{ twoAgents: {}, node: a }]
swarm: { faults: [twoAgents, drop] }
`;
const LONG = `
fleet: { nodes: [{ name: a, state: Stopped }] }
steps: [{ at: 20m, send: { as: late, nodes: a, commands: [echo on], timeout: 30s } }]
`;

let directory = "";
const file = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-live-test-"));
  const texts = { cancel: CANCEL, wrong: WRONG, behaves: BEHAVES, twins: TWINS, lost: LOST_ANSWER };
  for (const [name, text] of Object.entries({ ...texts, long: LONG })) {
    writeFileSync(file(`${name}.yaml`), text);
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

/** In this process. */
async function live(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(["run", "--live", ...args], {
    out: (text) => (stdout += `${text}\n`),
    say: (text) => (stderr += `${text}\n`),
  });
  return { code, stdout, stderr };
}

/** What `fleetsim report` makes of a stored trace. */
async function reportOf(trace: string): Promise<unknown> {
  let stdout = "";
  await runProgram(["report", "--json", trace], {
    out: (text) => (stdout += text),
    say: () => undefined,
  });
  return JSON.parse(stdout);
}

describe("fleetsim run --live", () => {
  test("plays every run, says that it was live, and how to play it again", async () => {
    const { code, stdout, stderr } = await live(file("cancel.yaml"), "--runs", "2");
    expect(stdout).toContain("live       on real sockets, simulated processes; a seed does not");
    expect(stdout).toMatch(/2 runs, .* of real time/);
    expect(stdout.trimEnd()).toMatch(/--seed 6 --runs 1 --live$/);
    expect(stderr).toContain("seed=5 runs=2 live processes=simulated");
    expect(code).toBe(0);
  });

  test("gives the same documents, with word that it was live", async () => {
    const [trace, junit] = [file("trace.jsonl"), file("junit.xml")];
    const files = ["--trace", trace, "--junit", junit];
    const { code, stdout } = await live(file("cancel.yaml"), "--json", ...files);
    expect(code).toBe(0);
    const [scenario] = reportForm.parse(JSON.parse(stdout)).scenarios;
    expect(scenario?.live).toEqual({ processes: "simulated" });
    const outcomes = scenario?.runs[0]?.outcomes ?? [];
    expect(outcomes.map(({ node, details }) => [node, details])).toEqual([
      ["a", "Cancelled"],
      ["b", "Cancelled"],
    ]);
    expect(readFileSync(junit, "utf8")).not.toContain("same seed");
    const [header = ""] = readFileSync(trace, "utf8").split("\n");
    expect(JSON.parse(header)).toMatchObject({ seed: "5", live: { processes: "simulated" } });
    const lines = readStoredTrace(readFileSync(trace, "utf8"));
    expect(lines).not.toHaveProperty("problem");
    expect(await reportOf(trace)).toEqual(JSON.parse(stdout));
  });

  test("exits 1 for a wrong expectation", async () => {
    const { code, stdout } = await live(file("wrong.yaml"));
    expect(stdout).toMatch(/expected deploy on a to end as Success; found Cancelled \(seed 5\)/);
    expect(code).toBe(1);
  });

  test("knows a command whose answer its client never got", async () => {
    const { code, stdout } = await live(file("lost.yaml"), "--json");
    const [scenario] = reportForm.parse(JSON.parse(stdout)).scenarios;
    // The cancel is not played: its client never learnt the id.
    expect(scenario?.complaints.map(({ kind }) => kind)).toEqual(["step.unplayed"]);
    expect(scenario?.runs[0]?.outcomes).toMatchObject([{ command: "unknown", status: "Failed" }]);
    expect(scenario?.runs[0]?.faults).toEqual([{ fault: "lostAnswer", count: 1 }]);
    expect(code).toBe(2);
  });

  test("refuses what can't be carried out, a line each, before anything starts", async () => {
    const { code, stdout, stderr } = await live(file("twins.yaml"));
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    const reasons = stderr.split("\n").filter((line) => line.includes("can't be carried out live"));
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toMatch(
      /twins\.yaml:3:10: faults\[0\]: twoAgents can't be carried out live/,
    );
    expect(reasons[1]).toMatch(/twins\.yaml: swarm: twoAgents can't/);
    expect(stderr).toContain("nothing was played");
  });

  test("refuses behaviours of real processes", async () => {
    const { code, stderr } = await live(file("behaves.yaml"), "--processes", "real");
    expect(stderr).toContain(
      "behaves.yaml: behaviour of sleep: can't be carried out live: a real process can't",
    );
    expect(code).toBe(64);
  });
});
