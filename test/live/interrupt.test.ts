/**
 * A live run with real processes that is told to end, at twenty points drawn from a seed: it ends in
 * time, with 0, and leaves no process, namespace or directory behind.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Prng } from "../../src/kernel/prng.ts";
import { eventually, Fleetsim } from "../cli/fleetsim.ts";
import { pidsWith, uniqueSleep } from "../cli/machine-processes.ts";

const TIMES = 20;
const prng = Prng.seeded("interrupt");
/** From the start of the first run on: its fleet comes up, runs a script, and is cancelled. */
const POINTS = Array.from({ length: TIMES }, (_, index) => ({
  afterMs: prng.range(0, 3_000),
  signal: index % 2 === 0 ? ("SIGINT" as const) : ("SIGTERM" as const),
}));
/** Two seconds are promised; a crowded machine may need as long again to notice. */
const END_MS_MAX = 4_000;

const SLEEP = uniqueSleep();
const SCENARIO = `
fleet: { nodes: [{ name: a, profile: ideal }, { name: b }] }
steps:
  - { at: 0s, send: { as: deploy, nodes: [a, b], commands: ["setsid ${SLEEP} &", "trap '' TERM", ${SLEEP}] } }
  - { at: 1s, cancel: deploy }
  - { at: 1s, send: { as: next, nodes: a, commands: [${SLEEP}] } }
`;

let directory = "";
let before: readonly number[] = [];
beforeAll(() => {
  before = orphans();
  directory = mkdtempSync(join(tmpdir(), "fleetsim-interrupt-"));
  writeFileSync(join(directory, "scenario.yaml"), SCENARIO);
});
afterAll(() => rmSync(directory, { recursive: true }));

test.concurrent.each(POINTS)(
  "$signal after $afterMs ms leaves nothing",
  { timeout: 120_000 },
  async ({ afterMs, signal }) => {
    const temporary = mkdtempSync(join(directory, "tmp-"));
    const file = join(directory, "scenario.yaml");
    const args = ["run", "--live", "--processes", "real", file];
    const running = new Fleetsim(args, { TMPDIR: temporary });
    await eventually("its head", () => running.stderr.includes("live processes=real") || undefined);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const toldMs = performance.now();
    const { code, signal: endedBy, stderr } = await running.end(signal);
    expect(performance.now() - toldMs).toBeLessThan(END_MS_MAX);
    expect({ code, endedBy }, stderr).toEqual({ code: 0, endedBy: null });
    expect(readdirSync(temporary)).toEqual([]);
    const pid = running.child.pid ?? 0;
    expect(childrenOf(pid)).toEqual([]);
    expect(pidsWith(temporary)).toEqual([]);
  },
);

test("no script, agent or namespace is left of all of them", { timeout: 120_000 }, async () => {
  await eventually("the end of all scripts", () => pidsWith(SLEEP).length === 0 || undefined);
  await eventually(
    "the end of agents and namespaces",
    () => orphans().every((pid) => before.includes(pid)) || undefined,
  );
});

/** Processes whose parent this was; who is orphaned has another one. */
function childrenOf(parent: number): string[] {
  return processes()
    .filter(({ ppid }) => ppid === parent)
    .map(({ args }) => args);
}

/** What holds a node together, when its fleetsim is gone: that of others has a parent. */
function orphans(): number[] {
  const held = processes().filter(({ args }) =>
    /unshare .*while cat|fleetsim-guard|agent-process|^fleetsim agent i-/.test(args),
  );
  return held.filter(({ ppid }) => ppid <= 1).map(({ pid }) => pid);
}

function processes(): { readonly pid: number; readonly ppid: number; readonly args: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const ppid = Number(/\) \S (\d+)/.exec(stat)?.[1]);
      const args = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ pid: Number(name), ppid, args }];
    } catch {
      // No process, or one that has ended since.
      return [];
    }
  });
}
