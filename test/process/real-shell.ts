/**
 * Runs a script in the system's `sh` as the agent does, to compare it with a simulated run.
 *
 * `sh -c <path>` in a process group of its own, standard input at /dev/null, the end when every
 * holder of the pipes is gone.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SignalName } from "../../src/process/signals.ts";
import { VirtualNode } from "./virtual-run.ts";

/** How a run ended, with the script's path replaced by `_script.sh`. */
export interface RunResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A signal to the run's process group from outside, some time after its first output. */
export interface GroupSignal {
  readonly afterMs: number;
  readonly signal: SignalName;
}

/** Gives up on a script that does not end. */
const LIMIT_MS = 8000;

export async function runReal(script: string, groupSignal?: GroupSignal): Promise<RunResult> {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-sh-"));
  const path = join(directory, "_script.sh");
  writeFileSync(path, script);
  chmodSync(path, 0o700);
  const child = spawn("sh", ["-c", path], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: "/root", LC_ALL: "C" },
  });
  const signalGroup = (signal: SignalName) => {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  };
  const timers = [setTimeout(() => signalGroup("SIGKILL"), LIMIT_MS)];
  child.stdout.once("data", () => {
    if (groupSignal === undefined) return;
    timers.push(setTimeout(() => signalGroup(groupSignal.signal), groupSignal.afterMs));
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("latin1").on("data", (bytes: string) => (stdout += bytes));
  child.stderr.setEncoding("latin1").on("data", (bytes: string) => (stderr += bytes));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("close", (...end) => resolve(end));
  });
  for (const timer of timers) clearTimeout(timer);
  rmSync(directory, { recursive: true });
  return withoutPath({ code, signal, stdout, stderr });
}

export function runSimulated(script: string, groupSignal?: GroupSignal): RunResult {
  const node = new VirtualNode().start(script);
  if (groupSignal !== undefined)
    node.advanceTo(groupSignal.afterMs).signalGroup(groupSignal.signal);
  node.finish();
  const exited = node.first("process.exited");
  if (node.first("process.closed") === undefined) throw new Error("the pipes were never closed");
  return withoutPath({
    code: exited?.code ?? null,
    signal: exited?.signal ?? null,
    stdout: node.output("stdout"),
    stderr: node.output("stderr"),
  });
}

function withoutPath(result: RunResult): RunResult {
  const strip = (text: string): string => text.replaceAll(/\/[^ :]*\/_script\.sh/g, "_script.sh");
  return { ...result, stdout: strip(result.stdout), stderr: strip(result.stderr) };
}
