/**
 * The trace: the ordered record of everything that happened, one JSON line a fact.
 *
 * Keys stand in a fixed order (seq, atMs, source, event, node, command, then the fact's own), so
 * that equal runs give equal bytes. The trace keeps no lines itself: whoever wants them adds a
 * reader. With no reader nothing is built at all, and `enabled` tells the steps so.
 */
import type { TraceFact } from "./effect.ts";
import type { TraceEventName } from "./trace-event.ts";

export const TRACE_SOURCES = [
  "client",
  "controller",
  "link",
  "agent",
  "process",
  "node",
  "fault",
  "kernel",
] as const;
export type TraceSource = (typeof TRACE_SOURCES)[number];

/** One fact in its place in the order. */
export interface TraceEvent {
  readonly seq: number;
  /** Milliseconds since the run's start. */
  readonly atMs: number;
  readonly source: TraceSource;
  readonly event: TraceEventName;
  readonly node?: string;
  readonly command?: string;
  readonly [detail: string]: unknown;
}

/**
 * Reads lines as they are written. `stampNs` is when a line was written that comes from another
 * process of the same machine, by its monotonic clock; undefined for one that is written now.
 */
export type TraceReader = (event: TraceEvent, stampNs?: bigint) => void;

export class Trace {
  private readonly readers: TraceReader[] = [];
  private seq = 0;

  get enabled(): boolean {
    return this.readers.length > 0;
  }

  read(reader: TraceReader): void {
    this.readers.push(reader);
  }

  write(atMs: number, source: TraceSource, fact: TraceFact, stampNs?: bigint): void {
    if (this.readers.length === 0) return;
    const { event, node, command, ...details } = fact;
    const line: TraceEvent = {
      seq: this.seq,
      atMs,
      source,
      event,
      ...(node === undefined ? {} : { node }),
      ...(command === undefined ? {} : { command }),
      ...details,
    };
    this.seq += 1;
    for (const reader of this.readers) reader(line, stampNs);
  }

  /** A trace that counts on from here, with no readers. */
  clone(): Trace {
    const copy = new Trace();
    copy.seq = this.seq;
    return copy;
  }
}

/** One event as its line of the file, without the newline. */
export function traceLine(event: TraceEvent): string {
  return JSON.stringify(event);
}
