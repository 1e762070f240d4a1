/**
 * A live run whose agent somebody kills by hand says, while it waits, that nothing but a step brings
 * the agent back.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { eventually, Fleetsim } from "../cli/fleetsim.ts";
import { pidsWith, uniqueSleep } from "../cli/machine-processes.ts";

const SLEEP = uniqueSleep();
const ID = `i-${process.pid.toString(16).padStart(17, "0")}`;
const SCENARIO = `
name: by hand
options: { spawnMs: 10 }
fleet: { nodes: [{ name: web, id: ${ID} }, { name: db }] }
steps: [{ at: 0s, send: { as: deploy, nodes: [web, db], commands: [${SLEEP}] } }]
`;

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-outside-kill-"));
  writeFileSync(join(directory, "scenario.yaml"), SCENARIO);
});
afterAll(() => rmSync(directory, { recursive: true }));

test("the line that says what it waits for names that agent", { timeout: 120_000 }, async () => {
  const file = join(directory, "scenario.yaml");
  const running = new Fleetsim(["run", "--live", "--processes", "real", file]);
  onTestFinished(() => running.stop());
  await eventually("both scripts", () => pidsWith(SLEEP).length > 1 || undefined);
  const agents = pidsWith(`fleetsim agent ${ID}`);
  expect(agents).toHaveLength(1);
  for (const pid of agents) process.kill(pid, "SIGKILL");
  const line = await eventually(
    "a line that says so",
    () => /^.*killed from outside.*$/m.exec(running.stderr)?.[0],
  );
  expect(line).toMatch(
    /^fleetsim: by hand: \d+ s, waiting for .*command deploy on web.*; killed from outside, and down until a step restarts it: the agent of web$/,
  );
});
