/**
 * Ends a process: its timer, its children's parent, what its own parent and its run learn of it.
 *
 * `process.closed` is not told here but when the instant is over (`closePipes`), so that it comes
 * after everything else that the end of a process brings about.
 */
import type { Moment } from "./moment.ts";
import { INIT_PID, WORKER_PID } from "./pid.ts";
import { isAlive, nextLife, ZOMBIE } from "./process-life.ts";
import { TO_NULL, WAITS_FOR_NOTHING } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import { signalName } from "./signals.ts";
import { childEnded } from "./wait.ts";

/** Ends a running process by its own doing. */
export function exitProcess(moment: Moment, process: Process, code: number): void {
  process.life = nextLife(process.life, "exit");
  process.exitCode = code;
  buryProcess(moment, process);
}

/** Ends a live process by a signal, whatever it is at. */
export function killProcess(moment: Moment, process: Process, signal: number): void {
  process.life = nextLife(process.life, "signal.kill");
  process.endSignal = signal;
  buryProcess(moment, process);
}

/** Reports every run whose leader has ended and whose pipes nobody holds any more. */
export function closePipes(moment: Moment): void {
  for (const run of moment.runs) {
    if (!run.exited || run.closed) continue;
    if (moment.processes.some((process) => process.run === run.run && holdsPipe(process))) continue;
    run.closed = true;
    moment.report(run.run, { type: "process.closed" });
  }
}

function buryProcess(moment: Moment, process: Process): void {
  moment.stopTimers(process);
  releaseHolder(moment, process);
  process.shell = undefined;
  process.acting = undefined;
  process.waitsFor = WAITS_FOR_NOTHING;
  process.pending = 0;
  for (const child of moment.processes) {
    if (child.ppid !== process.pid) continue;
    child.ppid = INIT_PID;
    if (child.life === ZOMBIE) moment.reap(child);
  }
  if (process.ppid === WORKER_PID) reportExit(moment, process);
  const parent = moment.find(process.ppid);
  if (parent === undefined) moment.reap(process);
  else childEnded(moment, parent, process);
}

/** The child that keeps the pipes of a process open does so for a while from here on. */
function releaseHolder(moment: Moment, { pid, acting }: Process): void {
  const lifetime = acting?.behaviour.holdsPipe;
  if (acting === undefined || lifetime === undefined || lifetime === true) return;
  const holder = moment.find(acting.holderPid);
  if (holder?.ppid === pid && isAlive(holder.life)) moment.endSleepAfter(holder, lifetime);
}

function reportExit(moment: Moment, leader: Process): void {
  const run = moment.runs.find((candidate) => candidate.run === leader.run);
  if (run === undefined) return;
  run.exited = true;
  const killed = leader.endSignal !== 0;
  moment.report(leader.run, {
    type: "process.exited",
    code: killed ? null : leader.exitCode,
    signal: killed ? signalName(leader.endSignal) : null,
  });
}

/** Whether a live process could still write into its run's pipes: also by what it will restore. */
function holdsPipe(process: Process): boolean {
  if (!isAlive(process.life)) return false;
  if (process.stdout !== TO_NULL || process.stderr !== TO_NULL) return true;
  for (let frame = process.shell?.frames; frame !== undefined; frame = frame.under) {
    if (frame.type !== "redirect") continue;
    if (frame.stdout !== TO_NULL || frame.stderr !== TO_NULL) return true;
  }
  return false;
}
