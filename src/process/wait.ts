/**
 * How a shell learns that a child has ended: it reaps while it waits, as dash does.
 *
 * A shell that waits for anything (a child in the foreground, `wait`) reaps every child that ends;
 * one that does not leaves zombies, which it reaps after the next builtin or when it next waits.
 * Job statuses are kept until `wait` has told them.
 */
import type { Moment } from "./moment.ts";
import { ZOMBIE } from "./process-life.ts";
import { WAITS_FOR_ALL, WAITS_FOR_NOTHING, WAITS_FOR_PIDS } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import { RUNNING_JOB } from "./shell/shell.ts";
import type { Shell } from "./shell/shell.ts";
import { signalDescription } from "./signals.ts";

/**
 * Begins to wait: for the pid of a child in the foreground, WAITS_FOR_ALL or WAITS_FOR_PIDS.
 *
 * The caller has set the status that remains when there is nothing to wait for.
 */
export function beginWait(
  moment: Moment,
  process: Process,
  waitsFor: number,
  waitPids: readonly number[],
): void {
  const { shell } = process;
  if (shell === undefined) return;
  process.waitsFor = waitsFor;
  process.waitPids = waitPids;
  for (const child of zombieChildren(moment, process)) reapChild(moment, process, shell, child);
  if (!isSatisfied(process, shell)) moment.sleep(process, undefined);
}

/** A child has ended and is a zombie: its parent reaps it now if it waits. */
export function childEnded(moment: Moment, parent: Process, child: Process): void {
  const { shell } = parent;
  if (shell === undefined || parent.waitsFor === WAITS_FOR_NOTHING) return;
  reapChild(moment, parent, shell, child);
  if (isSatisfied(parent, shell)) moment.wake(parent);
}

/** The children of a shell that are zombies, in order of their pids. */
export function zombieChildren(moment: Moment, process: Process): readonly Process[] {
  return moment.processes.filter((child) => child.ppid === process.pid && child.life === ZOMBIE);
}

/** Reaps children between two commands: their statuses are kept for `wait`, nothing is said. */
export function reapQuietly(moment: Moment, process: Process, zombies: readonly Process[]): void {
  const { shell } = process;
  if (shell === undefined) return;
  for (const child of zombies) reapChild(moment, process, shell, child);
}

/** The status that a shell sees: the exit code, or 128 and the signal. */
export function exitStatus(process: Process): number {
  return process.endSignal === 0 ? process.exitCode : 128 + process.endSignal;
}

function reapChild(moment: Moment, parent: Process, shell: Shell, child: Process): void {
  moment.reap(child);
  const status = exitStatus(child);
  if (shell.jobs.length > 0) {
    shell.jobs = shell.jobs.map((job) => (job.pid === child.pid ? { ...job, status } : job));
  }
  const awaited =
    parent.waitsFor === WAITS_FOR_PIDS ? parent.waitPids[0] : Math.max(0, parent.waitsFor);
  if (child.pid !== awaited) return;
  const description = signalDescription(child.endSignal);
  if (description !== "") moment.write(parent, parent.stderr, `${description}\n`);
  if (parent.waitsFor === child.pid) {
    shell.status = status;
    parent.waitsFor = WAITS_FOR_NOTHING;
  }
}

/** Moves on as far as the statuses known allow; true when there is nothing left to wait for. */
function isSatisfied(process: Process, shell: Shell): boolean {
  if (process.waitsFor === WAITS_FOR_ALL) {
    if (shell.jobs.some((job) => job.status === RUNNING_JOB)) return false;
    shell.jobs = shell.jobs.map((job) => ({ ...job, waited: true }));
    shell.status = 0;
    process.waitsFor = WAITS_FOR_NOTHING;
  } else if (process.waitsFor === WAITS_FOR_PIDS) {
    while (process.waitPids.length > 0) {
      const [pid] = process.waitPids;
      const job = shell.jobs.find((candidate) => candidate.pid === pid);
      if (job?.status === RUNNING_JOB) return false;
      shell.status = job?.status ?? 127;
      shell.jobs = shell.jobs.map((other) => (other === job ? { ...job, waited: true } : other));
      process.waitPids = process.waitPids.slice(1);
    }
    process.waitsFor = WAITS_FOR_NOTHING;
  }
  return process.waitsFor === WAITS_FOR_NOTHING;
}
