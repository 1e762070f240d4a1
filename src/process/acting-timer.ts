/**
 * The timers of behaviours: out of memory, a stop, the end of a disk sleep, of cleaning up, of dying.
 */
import {
  ACTS,
  DIES,
  GONE_TIMER,
  OUT_OF_MEMORY_TIMER,
  SLEEP_TIMER,
  STOP_TIMER,
  UNINTERRUPTIBLE_TIMER,
} from "./acting.ts";
import type { Acting } from "./acting.ts";
import { deliverSignal } from "./deliver-signal.ts";
import { killProcess } from "./end-process.ts";
import type { Moment } from "./moment.ts";
import { isAlive } from "./process-life.ts";
import type { Process } from "./process-record.ts";
import { SIGKILL, SIGSTOP } from "./signals.ts";

/** Carries out a timer of a process that has fired. */
export function fireTimer(moment: Moment, process: Process, timer: number): void {
  const { acting } = process;
  if (timer === SLEEP_TIMER) {
    if (acting?.isUninterruptible === true) acting.isDue = true;
    else moment.wake(process);
  } else if (acting !== undefined) fireActing(moment, process, acting, timer);
}

function fireActing(moment: Moment, process: Process, acting: Acting, timer: number): void {
  switch (timer) {
    case OUT_OF_MEMORY_TIMER:
      deliverSignal(moment, process, SIGKILL);
      return;
    case STOP_TIMER:
      deliverSignal(moment, process, SIGSTOP);
      return;
    case UNINTERRUPTIBLE_TIMER:
      letGo(moment, process, acting);
      return;
    case GONE_TIMER:
      if (acting.phase === DIES) killProcess(moment, process, process.endSignal);
      else moment.wake(process);
  }
}

/** The end of a disk sleep: the signals that waited come first, SIGKILL before all others. */
function letGo(moment: Moment, process: Process, acting: Acting): void {
  acting.isUninterruptible = false;
  const held = process.pending;
  process.pending = 0;
  if ((held & (1 << SIGKILL)) !== 0) deliverSignal(moment, process, SIGKILL);
  for (let signal = 1; signal < 32; signal += 1) {
    if (signal !== SIGKILL && (held & (1 << signal)) !== 0) deliverSignal(moment, process, signal);
  }
  const goesOn = acting.isDue && acting.phase === ACTS && isAlive(process.life);
  acting.isDue = false;
  if (goesOn) moment.wake(process);
}
