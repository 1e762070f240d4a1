/**
 * What a behaviour makes of signals: cleaning up, a child more, a late end, an end of its own.
 */
import { ACTS, CLEANS_UP, DIES, GONE_TIMER } from "./acting.ts";
import type { Acting } from "./acting.ts";
import { exitProcess, killProcess } from "./end-process.ts";
import type { Moment } from "./moment.ts";
import { isAlive, isStopped, nextLife } from "./process-life.ts";
import { WAITS_FOR_NOTHING } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import { defaultAction, SIGKILL, SIGTERM } from "./signals.ts";
import { startChild } from "./start-child.ts";

/** Reacts to a signal that reaches the process; true when nothing else comes of it. */
export function react(moment: Moment, process: Process, acting: Acting, signal: number): boolean {
  const { forksWhenSignalled, traps } = acting.behaviour;
  if (forksWhenSignalled !== undefined && defaultAction(signal) === "kill") {
    startChild(moment, process, forksWhenSignalled);
  }
  if (signal !== SIGTERM || traps === undefined) return false;
  // A second one waits for the end of the first one's action, and there is nothing after it.
  if (acting.phase === ACTS) {
    acting.phase = CLEANS_UP;
    suspend(moment, process);
    moment.startActingTimer(process, GONE_TIMER, traps);
  }
  return true;
}

/** Ends a live process by a signal: at once, or as late as its behaviour says. */
export function endBySignal(moment: Moment, process: Process, signal: number): void {
  const exitsLate = process.acting?.behaviour.exitsLate;
  if (process.acting === undefined || exitsLate === undefined) {
    killProcess(moment, process, signal);
    return;
  }
  moment.stopActing(process);
  process.acting.phase = DIES;
  process.endSignal = signal;
  suspend(moment, process);
  moment.startActingTimer(process, GONE_TIMER, exitsLate);
}

/** Ends a process by its own doing just before a signal would, if its behaviour says so. */
export function exitsFirst(moment: Moment, process: Process, signal: number): boolean {
  const code = process.acting?.behaviour.exitsWhileKilled;
  if (code === undefined || !isFree(process) || !isDeadly(process, signal)) return false;
  process.life = nextLife(process.life, "wake");
  exitProcess(moment, process, code);
  return true;
}

/** Puts a live process to sleep, for no reason that could be over by itself. */
export function suspend(moment: Moment, process: Process): void {
  moment.stopSleep(process);
  process.waitsFor = WAITS_FOR_NOTHING;
  if (isStopped(process.life)) process.life = nextLife(process.life, "signal.cont");
  process.life = nextLife(process.life, "block");
}

/** Whether a process could end by its own doing at this moment. */
function isFree({ life, acting }: Process): boolean {
  if (!isAlive(life) || isStopped(life)) return false;
  return acting?.phase === ACTS && !acting.isUninterruptible;
}

function isDeadly({ ignored, shell, acting }: Process, signal: number): boolean {
  if (signal === SIGKILL) return true;
  if (defaultAction(signal) !== "kill" || (ignored & (1 << signal)) !== 0) return false;
  if (signal === SIGTERM && acting?.behaviour.traps !== undefined) return false;
  return shell?.traps.some((trap) => trap.signal === signal) !== true;
}
