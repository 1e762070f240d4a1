/**
 * A live run that is told to end keeps what had happened by then: its trace says that it was broken
 * off, and `report` shows it and judges nothing that might have come.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { eventually, fleetsim, Fleetsim } from "../cli/fleetsim.ts";
import { pidsWith, uniqueSleep } from "../cli/machine-processes.ts";

const SLEEP = uniqueSleep();

let directory = "";
const file = (name: string) => join(directory, name);
const read = (name: string) => readFileSync(file(name), "utf8");
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-broken-off-"));
  // The first run finds no flag and is over at once; the second one sleeps.
  const script = `echo on; if [ -e ${file("flag")} ]; then ${SLEEP}; fi; touch ${file("flag")}`;
  writeFileSync(
    file("scenario.yaml"),
    `
name: told to end
options: { profile: ideal, spawnMs: 10, runs: 2, seed: 7 }
fleet: { nodes: [{ name: web }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: web, commands: ["${script}"] } }
  - { after: { event: job.ended, node: web }, cancel: deploy }
expect: { outcomes: { deploy: { web: [Success] } }, sometimes: [cancelWon] }
`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

test("a run that is told to end is kept, and shown again", { timeout: 240_000 }, async () => {
  const running = new Fleetsim([
    ...["run", "--live", "--processes", "real"],
    ...["--trace", file("{seed}.jsonl"), "--perfetto", file("shown.json"), file("scenario.yaml")],
  ]);
  onTestFinished(() => running.stop());
  await eventually("the script of its second run", () => pidsWith(SLEEP).length > 0 || undefined);
  const { code, stderr } = await running.end("SIGINT");
  expect(stderr).toContain("ended by a signal after 1 of 2 runs; what has not been seen is not");
  expect(code).toBe(0);
  expect(headerOf("7.jsonl")).not.toHaveProperty("brokenOff");
  expect(headerOf("8.jsonl")).toMatchObject({ brokenOff: true, seed: "8", unplayed: [1] });
  expect(read("shown.json")).toContain('"seed":"8"');

  const names = eventsOf("8.jsonl");
  // Lines of the client, of the agent's own process, of the host and of the controller.
  for (const name of ["command.accepted", "job.started", "process.started", "status.changed"]) {
    expect(names).toContain(name);
  }
  // What ends with the run is no part of it.
  for (const name of ["process.exited", "agent.stopped", "host.left", "fleet.counted"]) {
    expect(names).not.toContain(name);
  }
  const again = await fleetsim(["report", file("8.jsonl")]);
  expect(again.stdout).toMatch(/NOTHING PROVEN.*\nexpected the run to play to its end; found that/);
  expect(again.stdout).toContain("process started");
  expect(again.stdout).toMatch(/deploy on web: InProgress/);
  expect(again.stdout).not.toContain("also: ");
  expect(again.code).toBe(2);
});

function headerOf(name: string): unknown {
  return JSON.parse(read(name).split("\n")[0] ?? "");
}

function eventsOf(name: string): readonly string[] {
  const [, ...lines] = read(name).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { event: string }).event);
}
