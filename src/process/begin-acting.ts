/**
 * The beginning of a behaviour: what is written, who is started, which timers run from here on.
 */
import { Acting, OUT_OF_MEMORY_TIMER, STOP_TIMER, UNINTERRUPTIBLE_TIMER } from "./acting.ts";
import { endsAtOnce } from "./behaviour.ts";
import type { Behaviour, Lifetime, MsSpan } from "./behaviour.ts";
import { utf8Bytes } from "./byte-string.ts";
import { exitProcess } from "./end-process.ts";
import { forkProcess } from "./fork-process.ts";
import type { Moment } from "./moment.ts";
import { TO_NULL } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import { suspend } from "./react.ts";
import { parseSignal } from "./signals.ts";
import { startChild } from "./start-child.ts";

/** A pipe's worth. Source: pipe(7). */
const PIPE_BYTES = 65_536;
/** What `yes` writes. */
const FLOOD = "y\n".repeat(PIPE_BYTES / 2);
/** Bytes that no character begins with, a character without its rest, and one that is cut off. */
const NO_UTF8 = "\xff\xfe no UTF-8: \xc3( \xe2\x82";
const AT_ONCE: MsSpan = { minMs: 1, maxMs: 1 };

/** Makes a live process behave; `isProgram`: it is nothing else, and ends when its time is over. */
export function beginActing(
  moment: Moment,
  process: Process,
  start: { readonly behaviour: Behaviour; readonly isProgram: boolean },
): void {
  const { behaviour, isProgram } = start;
  moment.stopActing(process);
  const acting = new Acting(start);
  process.acting = acting;
  ignore(process, behaviour);
  write(moment, process, behaviour);
  startChildren(moment, process, acting);
  if (behaviour.outOfMemoryAfter !== undefined) {
    moment.startActingTimer(process, OUT_OF_MEMORY_TIMER, behaviour.outOfMemoryAfter);
  }
  if (behaviour.stopsAfter !== undefined) {
    moment.startActingTimer(process, STOP_TIMER, behaviour.stopsAfter);
  }
  if (isProgram) moment.sleep(process, timeOf(behaviour));
  if (behaviour.uninterruptible !== undefined) {
    holdUp(moment, process, acting, behaviour.uninterruptible);
  }
}

function ignore(process: Process, { ignores = [] }: Behaviour): void {
  for (const name of ignores) process.ignored |= 1 << (parseSignal(name) ?? 0);
  // A shell can't catch what was ignored when it started.
  if (process.shell !== undefined) process.shell.ignoredForGood |= process.ignored;
}

function write(moment: Moment, process: Process, behaviour: Behaviour): void {
  const { output = "", brokenUtf8 = false, floods = 0 } = behaviour;
  moment.write(process, process.stdout, utf8Bytes(output));
  if (brokenUtf8) moment.write(process, process.stdout, NO_UTF8);
  // Past the bound on a run's output all is dropped: no use in writing it.
  for (let left = Math.min(floods, moment.options.outputBytesMax); left > 0; left -= PIPE_BYTES) {
    moment.write(process, process.stdout, left < PIPE_BYTES ? FLOOD.slice(0, left) : FLOOD);
  }
}

/** Those that leave the session let go of the output, as daemons do. */
function startChildren(moment: Moment, process: Process, acting: Acting): void {
  const { escapes, doubleForks, holdsPipe } = acting.behaviour;
  if (escapes !== undefined) leave(startChild(moment, process, escapes));
  if (doubleForks !== undefined) {
    const middle = forkProcess(moment, process);
    leave(middle);
    if (middle !== undefined) {
      startChild(moment, middle, doubleForks);
      exitProcess(moment, middle, 0);
      moment.reap(middle);
    }
  }
  if (holdsPipe !== undefined) {
    acting.holderPid = startChild(moment, process, true)?.pid ?? 0;
  }
}

function leave(process: Process | undefined): void {
  if (process === undefined) return;
  process.sid = process.pgid = process.pid;
  process.stdout = process.stderr = TO_NULL;
}

/** No program takes no time at all: a loop around one moves on. */
function timeOf(behaviour: Behaviour): MsSpan | undefined {
  const { lasts } = behaviour;
  if (lasts === true) return undefined;
  if (lasts === undefined) return endsAtOnce(behaviour) ? AT_ONCE : undefined;
  return { minMs: Math.max(1, lasts.minMs), maxMs: Math.max(1, lasts.maxMs) };
}

/** Disk sleep: signals wait until it is over, and so does all that it was about to do. */
function holdUp(moment: Moment, process: Process, acting: Acting, lifetime: Lifetime): void {
  acting.isUninterruptible = true;
  if (process.shell !== undefined) {
    suspend(moment, process);
    acting.isDue = true;
  }
  if (lifetime !== true) moment.startActingTimer(process, UNINTERRUPTIBLE_TIMER, lifetime);
}
