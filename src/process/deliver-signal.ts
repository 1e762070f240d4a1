/**
 * What a signal does to one process: kill, stop, continue, wait for its trap, or nothing.
 *
 * A caught signal stays pending until the shell is between two commands; `wait` is interrupted. A
 * stopped process acts on nothing but KILL and CONT: the rest stays pending until it is continued.
 * What a behaviour makes of a signal is said in react.ts; in a disk sleep even KILL stays pending.
 */
import { DIES } from "./acting.ts";
import type { Moment } from "./moment.ts";
import { isAlive, isStopped, nextLife, RUNNING } from "./process-life.ts";
import { WAITS_FOR_ALL, WAITS_FOR_NOTHING, WAITS_FOR_PIDS } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import { endBySignal, react } from "./react.ts";
import { defaultAction, SIGCONT, SIGKILL, SIGSTOP } from "./signals.ts";

/** Delivers a signal; a zombie takes it without effect. 0 only asks whether it is there. */
export function deliverSignal(moment: Moment, process: Process, signal: number): void {
  if (signal === 0 || !isAlive(process.life) || process.acting?.phase === DIES) return;
  if (process.acting?.isUninterruptible === true) {
    process.pending |= (1 << signal) & ~process.ignored;
  } else if (signal === SIGKILL) endBySignal(moment, process, signal);
  else if (signal === SIGSTOP) process.life = nextLife(process.life, "signal.stop");
  else {
    if (signal === SIGCONT) continueProcess(moment, process);
    if ((process.ignored & (1 << signal)) !== 0) return;
    if (isStopped(process.life)) process.pending |= 1 << signal;
    else takeSignal(moment, process, signal);
  }
}

function continueProcess(moment: Moment, process: Process): void {
  if (!isStopped(process.life)) return;
  process.life = nextLife(process.life, "signal.cont");
  if (process.life === RUNNING) moment.ready.push(process);
  const held = process.pending;
  process.pending = 0;
  for (let signal = 1; signal < 32; signal += 1) {
    if ((held & (1 << signal)) !== 0) takeSignal(moment, process, signal);
  }
}

/** A signal reaches a process that is not stopped and does not ignore it. */
function takeSignal(moment: Moment, process: Process, signal: number): void {
  const { acting } = process;
  if (!isAlive(process.life) || acting?.phase === DIES) return;
  if (acting !== undefined && react(moment, process, acting, signal)) return;
  if (process.shell?.traps.some((trap) => trap.signal === signal) === true) {
    process.pending |= 1 << signal;
    if (process.waitsFor === WAITS_FOR_ALL || process.waitsFor === WAITS_FOR_PIDS) {
      process.waitsFor = WAITS_FOR_NOTHING;
      process.shell.status = 128 + signal;
      moment.wake(process);
    }
    return;
  }
  const action = defaultAction(signal);
  if (action === "kill") endBySignal(moment, process, signal);
  else if (action === "stop") process.life = nextLife(process.life, "signal.stop");
}
