/**
 * A trace, kept in memory for whoever looks at it.
 *
 * It is bounded: past the bound the oldest tenth goes, and a `trace.dropped` line in its place says
 * how much is gone.
 */
import type { TraceEvent } from "./trace.ts";

export class TraceLog {
  private readonly eventsMax: number;
  private events: TraceEvent[] = [];
  private dropped = 0;

  constructor(eventsMax: number) {
    this.eventsMax = Math.max(10, eventsMax);
  }

  push(event: TraceEvent): void {
    if (this.events.length >= this.eventsMax) {
      const gone = Math.ceil(this.eventsMax / 10);
      this.events = this.events.slice(gone);
      this.dropped += gone;
    }
    this.events.push(event);
  }

  /** The event with this number; undefined when it is not there any more, or not yet. */
  at(seq: number): TraceEvent | undefined {
    return this.events[seq - (this.events[0]?.seq ?? 0)];
  }

  /** All that is kept, oldest first: a list of its own, which does not grow. */
  list(): TraceEvent[] {
    const [first] = this.events;
    if (this.dropped === 0 || first === undefined) return [...this.events];
    const { seq, atMs } = first;
    const gap: TraceEvent = {
      seq: seq - 1,
      atMs,
      source: "kernel",
      event: "trace.dropped",
      count: this.dropped,
    };
    return [gap, ...this.events];
  }
}
