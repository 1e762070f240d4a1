/**
 * Effects that every part of the core may ask for, and the collector that a step writes them into.
 *
 * A step is a function of (record, input, now) that changes its own record and adds effects, in
 * order, to the collector it was handed. A world carries them out: first the `storeRecord` effects
 * of the step, as one transaction, then the others one after another, so that every boundary
 * between two effects is a place where a crash can be tried. An effect is never changed once made.
 */
import type { TraceEventName } from "./trace-event.ts";

/**
 * Asks for a `timer` input after a delay drawn from minMs..maxMs (both included).
 *
 * A timer is known by its owner (the record that asked), a subject (a number that the owner gives
 * to its jobs, invocations, ...; 0 for itself) and an index 0..15. Starting it again moves it.
 */
export interface StartTimer {
  readonly type: "startTimer";
  readonly subject: number;
  readonly timer: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Takes a timer back; one that has fired or never ran is ignored. */
export interface StopTimer {
  readonly type: "stopTimer";
  readonly subject: number;
  readonly timer: number;
}

/** Adds a line to the trace; the world adds seq, atMs and source. */
export interface WriteTrace {
  readonly type: "writeTrace";
  readonly event: TraceFact;
}

/** One fact of the trace; `event` is a name of the table in trace.ts. */
export interface TraceFact {
  readonly event: TraceEventName;
  readonly node?: string;
  readonly command?: string;
  readonly [detail: string]: string | number | boolean | null | undefined | readonly string[];
}

/** The effects of one step, in order. */
export class Effects<Effect extends { readonly type: string }> {
  readonly list: (Effect | WriteTrace)[] = [];
  /** False when nobody reads the trace: steps then make no facts at all. */
  readonly tracing: boolean;

  constructor(tracing: boolean) {
    this.tracing = tracing;
  }

  push(effect: Effect): void {
    this.list.push(effect);
  }

  /** Adds a trace fact. Call it under `if (effects.tracing)`, so that none is built in vain. */
  trace(event: TraceFact): void {
    this.list.push({ type: "writeTrace", event });
  }
}
