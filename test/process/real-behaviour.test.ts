/**
 * Behaviours against real process trees: the same script, once with a command that has a behaviour
 * and once with a small script of sh that does the same, in the system's shell.
 *
 * The group gets its signals from outside. Compared are how the leader ended, what was written, about
 * when it ended and when the output was closed, and who lives on. A run that differs is repeated, for
 * a crowded machine is late.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Behaviour } from "../../src/process/behaviour.ts";
import type { SignalName } from "../../src/process/signals.ts";
import { VirtualNode } from "./virtual-run.ts";

interface Sent {
  readonly afterMs: number;
  readonly signal: SignalName;
}

interface Seen {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** In tenths of a second. */
  readonly exitedAt: number;
  readonly closedAt: number;
  /** How many live when the output is closed. */
  readonly alive: number;
}

/** Of a real run: starting `sh` and delivering signals take time, and so does hearing of it. */
const LATE_TENTHS = 6;
const EARLY_TENTHS = 1;
const TRIES = 6;
/** How long what escapes would live: longer than any run here. Its digits are found in `ps`. */
const ESCAPED_S = 20;

function ms(exactly: number): { minMs: number; maxMs: number } {
  return { minMs: exactly, maxMs: exactly };
}

/** `$LIVES` in a real script is the operand of the sleep of whoever escapes. */
const JOBS: readonly (readonly [string, Behaviour, string])[] = [
  ["nothing", {}, "sleep 1"],
  ["an exit code", { exitCode: 3 }, "sh -c 'sleep 1; exit 3'"],
  ["ignores TERM", { ignores: ["TERM"] }, `sh -c 'trap "" TERM; exec sleep 1'`],
  [
    "ignores all it can",
    { ignores: ["TERM", "INT", "HUP"] },
    `sh -c 'trap "" TERM INT HUP; exec sleep 1'`,
  ],
  [
    "traps",
    { traps: ms(400), trapExitCode: 9 },
    `sh -c 'trap "sleep 0.4; exit 9" TERM; sleep 1 & wait'`,
  ],
  ["holds the pipe", { holdsPipe: ms(500) }, "sh -c '(sleep 1; exec sleep 0.5) & exec sleep 1'"],
  [
    "escapes",
    { escapes: ms(ESCAPED_S * 1000) },
    "sh -c 'setsid sleep $LIVES >/dev/null 2>&1 & exec sleep 1'",
  ],
  [
    "double forks",
    { doubleForks: ms(ESCAPED_S * 1000) },
    `sh -c '(setsid sh -c "sleep $LIVES & exit" >/dev/null 2>&1); exec sleep 1'`,
  ],
  ["is stopped", { stopsAfter: ms(100) }, "sh -c '(sleep 0.1; exec kill -STOP $$) & exec sleep 1'"],
  [
    "is killed by another",
    { outOfMemoryAfter: ms(300) },
    "sh -c '(sleep 0.3; exec kill -KILL $$) & exec sleep 1'",
  ],
  [
    "forks when it is signalled",
    { forksWhenSignalled: ms(500) },
    `sh -c 'trap "sleep 0.5 & trap - TERM; kill -TERM \\$\\$" TERM; sleep 1 & wait'`,
  ],
];

const SIGNALS: readonly (readonly [string, readonly Sent[]])[] = [
  ["no signal", []],
  ["TERM", [{ afterMs: 600, signal: "SIGTERM" }]],
  ["KILL", [{ afterMs: 600, signal: "SIGKILL" }]],
  [
    "TERM and CONT",
    [
      { afterMs: 600, signal: "SIGTERM" },
      { afterMs: 900, signal: "SIGCONT" },
    ],
  ],
  [
    "TERM and KILL",
    [
      { afterMs: 600, signal: "SIGTERM" },
      { afterMs: 900, signal: "SIGKILL" },
    ],
  ],
];

/** The script lives on after TERM, so that it can tell what became of its command. */
function scriptOf(job: string): string {
  return `trap 'echo got' TERM\necho on\n${job}\necho "gave $?"\n`;
}

describe("a program of a second", () => {
  const cells = JOBS.flatMap(([name, behaviour, real]) =>
    SIGNALS.map(([sent, signals]) => ({ name, behaviour, real, sent, signals })),
  );
  test.concurrent.each(cells)(
    "that $name is at $sent what a real one is",
    { timeout: 60_000 },
    async ({ name, behaviour, real, signals }) => {
      // One that is stopped and that nobody continues or kills would stay for ever.
      const isStuck =
        name === "is stopped" && !signals.some(({ signal }) => /CONT|KILL/.test(signal));
      const all = isStuck ? [...signals, { afterMs: 2000, signal: "SIGKILL" } as const] : signals;
      const simulated = runSimulated(behaviour, all);
      let found = await runReal(real, all);
      for (let turn = 1; turn < TRIES && !areAlike(found, simulated); turn += 1) {
        found = await runReal(real, all);
      }
      if (!areAlike(found, simulated)) expect(found).toEqual(simulated);
    },
  );
});

function areAlike(real: Seen, simulated: Seen): boolean {
  const isSoon = (found: number, due: number) =>
    found >= due - EARLY_TENTHS && found <= due + LATE_TENTHS;
  return (
    isSoon(real.exitedAt, simulated.exitedAt) &&
    isSoon(real.closedAt, simulated.closedAt) &&
    JSON.stringify({ ...real, exitedAt: 0, closedAt: 0 }) ===
      JSON.stringify({ ...simulated, exitedAt: 0, closedAt: 0 })
  );
}

function runSimulated(behaviour: Behaviour, signals: readonly Sent[]): Seen {
  const node = new VirtualNode().behave([{ match: "job", lasts: ms(1000), ...behaviour }]);
  node.start(scriptOf("job"));
  for (const { afterMs, signal } of signals) node.advanceTo(afterMs).signalGroup(signal);
  while (node.first("process.closed") === undefined) node.advanceTo(node.nowMs + 10);
  const exited = node.first("process.exited");
  return {
    code: exited?.code ?? null,
    signal: exited?.signal ?? null,
    stdout: node.output("stdout"),
    exitedAt: tenths(exited?.atMs ?? 0),
    closedAt: tenths(node.first("process.closed")?.atMs ?? 0),
    alive: node.table.survivors(1),
  };
}

/** Every run has an operand of its own for what escapes: by it `/proc` tells whose it is. */
let runs = 0;

async function runReal(job: string, signals: readonly Sent[]): Promise<Seen> {
  runs += 1;
  const lives = `${ESCAPED_S}.${process.pid}${String(runs).padStart(4, "0")}`;
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-behaviour-"));
  const path = join(directory, "_script.sh");
  writeFileSync(path, scriptOf(job.replace("$LIVES", lives)));
  chmodSync(path, 0o700);
  const child = spawn("sh", ["-c", path], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" },
  });
  let stdout = "";
  let fromMs = performance.now();
  const timers: NodeJS.Timeout[] = [];
  child.stdout.setEncoding("latin1").on("data", (bytes: string) => {
    if (stdout === "") {
      fromMs = performance.now();
      timers.push(
        ...signals.map((sent) => setTimeout(() => signalGroup(child.pid, sent), sent.afterMs)),
      );
    }
    stdout += bytes;
  });
  child.stderr.resume();
  const since = () => tenths(performance.now() - fromMs);
  const exited = new Promise<Pick<Seen, "code" | "signal" | "exitedAt">>((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal, exitedAt: since() }));
  });
  const closedAt = await new Promise<number>((resolve) =>
    child.on("close", () => resolve(since())),
  );
  for (const timer of timers) clearTimeout(timer);
  const escaped = pidsWith(lives);
  for (const pid of escaped) process.kill(pid, "SIGKILL");
  rmSync(directory, { recursive: true });
  const { code, signal, exitedAt } = await exited;
  return { code, signal, stdout, exitedAt, closedAt, alive: escaped.length };
}

/** A group of which nobody is left is no mistake. */
function signalGroup(pid: number | undefined, { signal }: Sent): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
  }
}

/** The live `sleep`s whose operand is this. */
function pidsWith(operand: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((pid) => argsOf(pid)[1] === operand)
    .map(Number);
}

/** Who has ended since its number was read has no words. */
function argsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function tenths(milliseconds: number): number {
  return Math.floor(milliseconds / 100);
}
