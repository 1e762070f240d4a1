/** A live run that is killed (SIGKILL) itself: the next one ends and removes what it has left. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { eventually, Fleetsim } from "../cli/fleetsim.ts";
import { pidsWith, uniqueSleep } from "../cli/machine-processes.ts";

const SLEEP = uniqueSleep();
const FLEET = "options: { spawnMs: 10 }\nfleet: { nodes: [{ name: a }] }\n";
const STEP = "steps: [{ at: 0s, send: { as: deploy, nodes: a, commands: [";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-killed-run-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Starts a live run of one script, with a temporary directory of its own. */
function start(name: string, script: string, ...flags: readonly string[]): Fleetsim {
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, `${FLEET}${STEP}"${script}"] } }]\n`);
  const run = new Fleetsim(["run", "--live", ...flags, file], { TMPDIR: directory });
  onTestFinished(() => run.stop());
  return run;
}

function left(): string[] {
  return readdirSync(directory).filter((name) => name.startsWith("fleetsim-live-"));
}

test("the next run sweeps behind one that was killed", { timeout: 120_000 }, async () => {
  const killed = start("killed", `setsid ${SLEEP} & ${SLEEP}`, "--processes", "real");
  await eventually("its script", () => pidsWith(SLEEP).length > 1 || undefined);
  const living = left();
  // A run beside one that lives leaves it alone.
  expect(await start("beside", "echo on").finished).toMatchObject({ code: 0 });
  expect(left()).toEqual(living);
  expect(pidsWith(SLEEP)).not.toEqual([]);
  await killed.end("SIGKILL");
  expect(await start("next", "echo on").finished).toMatchObject({ code: 0 });
  expect(left()).toEqual([]);
  await eventually("the end of its script", () => pidsWith(SLEEP).length === 0 || undefined);
});
