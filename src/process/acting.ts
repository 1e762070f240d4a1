/**
 * How far a process with a behaviour is, as a record beside it.
 *
 * It is a program of its own (`isProgram`), or does what it does besides: the shell that runs a
 * script, a `sleep`. Its timers are those of its process, with numbers of their own; the process's
 * own one (number 0) is what it sleeps for.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { encodeBehaviour } from "./behaviour.ts";
import type { Behaviour } from "./behaviour.ts";
import { encodePid } from "./pid.ts";

/** Numbers of a process's timers; 0 is that of its sleep. */
export const SLEEP_TIMER = 0;
export const OUT_OF_MEMORY_TIMER = 1;
export const STOP_TIMER = 2;
export const UNINTERRUPTIBLE_TIMER = 3;
/** The end of its cleaning up, or of its dying. */
export const GONE_TIMER = 4;
export const TIMERS = 5;

export type Phase = typeof ACTS | typeof CLEANS_UP | typeof DIES;
export const ACTS = 0;
/** It has caught SIGTERM. */
export const CLEANS_UP = 1;
/** A signal has ended it (its process's `endSignal`), and it is not gone yet. */
export const DIES = 2;

export class Acting {
  readonly behaviour: Behaviour;
  readonly isProgram: boolean;
  phase: Phase = ACTS;
  /** Signals wait, and its sleep's end too. */
  isUninterruptible = false;
  /** What it sleeps for is there, as soon as it can be interrupted. */
  isDue = false;
  /** Bit mask: which of its timers run, but for that of the sleep. */
  timers = 0;
  /** The child that keeps its pipes open; 0 is none. */
  holderPid = 0;

  constructor(start: { behaviour: Behaviour; isProgram: boolean }) {
    this.behaviour = start.behaviour;
    this.isProgram = start.isProgram;
  }

  clone(): Acting {
    const copy = new Acting(this);
    copy.phase = this.phase;
    copy.isUninterruptible = this.isUninterruptible;
    copy.isDue = this.isDue;
    copy.timers = this.timers;
    copy.holderPid = this.holderPid;
    return copy;
  }

  /** Writes the record; a pid counts as its distance from `nextPid`. */
  encode(encoder: Encoder, nextPid: number): void {
    encodeBehaviour(encoder, this.behaviour);
    encoder.flag(this.isProgram);
    encoder.int(this.phase);
    encoder.flag(this.isUninterruptible);
    encoder.flag(this.isDue);
    encoder.int(this.timers);
    encodePid(encoder, this.holderPid, nextPid);
  }
}
