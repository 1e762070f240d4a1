/**
 * `up` and `agent` with real processes and without --data, killed by SIGKILL: nothing of them is left,
 * no script, no child of one in a session of its own, no namespace, no file.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { clientOf, listNodes, listProcesses, sendScript } from "./admin.ts";
import { Fleetsim, eventually } from "./fleetsim.ts";
import { pidsWith, uniqueSleep } from "./machine-processes.ts";

const REAL = ["--processes", "real"];
const SLOW = { timeout: 120_000 };

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-killed-host-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

test("up leaves nothing", SLOW, async () => {
  const temporary = makeTemporary("up");
  const up = new Fleetsim(["up", "--port", "0", "--nodes", "2", ...REAL], { TMPDIR: temporary });
  onTestFinished(() => up.stop());
  await killAmidScripts(up, await up.ready(), temporary);
});

test("agent leaves nothing, and its controller goes on", SLOW, async () => {
  const temporary = makeTemporary("agent");
  const controller = new Fleetsim(["controller", "--port", "0"]);
  try {
    const url = await controller.ready();
    const flags = ["agent", "--controller", url, "--count", "2", ...REAL];
    const agent = new Fleetsim(flags, { TMPDIR: temporary });
    onTestFinished(() => agent.stop());
    await agent.says(/^online 2$/m);
    await killAmidScripts(agent, url, temporary);
    expect(await listNodes(url)).toHaveLength(2);
  } finally {
    await controller.stop();
  }
});

/** Each host has a directory for what is temporary, and nobody else uses it. */
function makeTemporary(name: string): string {
  const temporary = join(directory, name);
  mkdirSync(temporary);
  return temporary;
}

async function killAmidScripts(host: Fleetsim, url: string, temporary: string): Promise<void> {
  const sleep = uniqueSleep();
  const nodes = (await listNodes(url)).map(({ id }) => id);
  const script = `setsid ${sleep} & trap '' HUP TERM; ${sleep}`;
  await sendScript(clientOf(url), script, { InstanceIds: nodes });
  const running = await eventually("two sleeps on each of two nodes", async () => {
    const listed = await listProcesses(url);
    return listed.filter(({ args }) => args === sleep).length === 4 ? listed : undefined;
  });
  const started = descendantsOf(host.child.pid ?? 0);
  expect(started).toEqual(expect.arrayContaining(running.map(({ pid }) => stamped(pid))));
  expect(readdirSync(temporary)).not.toEqual([]);
  await host.end("SIGKILL");
  await eventually("the end of all that it has started", () => {
    const left = started.filter((each) => stamped(pidOf(each)) === each);
    return left.length === 0 || undefined;
  });
  await eventually(
    "its directory to be gone",
    () => readdirSync(temporary).length === 0 || undefined,
  );
  await eventually(
    "whoever cleared it to be gone",
    () => pidsWith(temporary).length === 0 || undefined,
  );
  expect(pidsWith(sleep)).toEqual([]);
}

/** `<pid>@<start>` of every process below this one; an orphan counts, as long as its parent lives. */
function descendantsOf(root: number): string[] {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const below = new Set([root]);
  for (let grown = 0; grown < below.size;) {
    grown = below.size;
    for (const pid of pids) if (below.has(Number(statOf(pid)[1]))) below.add(pid);
  }
  return [...below]
    .filter((pid) => pid !== root)
    .map(stamped)
    .filter((stamp) => stamp !== "");
}

function stamped(pid: number): string {
  const fields = statOf(pid);
  return fields[0] === undefined || fields[0] === "Z" ? "" : `${pid}@${fields[19]}`;
}

function pidOf(stamp: string): number {
  return Number(stamp.split("@")[0]);
}

/** The fields of /proc/PID/stat from the state on; none when there is no such process. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It has ended between the listing and the look.
    return [];
  }
}
