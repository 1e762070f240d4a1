/**
 * The latest events of the trace, in a bounded ring, for whoever asks over HTTP.
 *
 * An event's place follows from its seq, which counts up by one. What has fallen out is owned up
 * to: a reader gets one `trace.dropped` line that says how many it misses.
 */
import type { TraceEvent } from "../../kernel/trace.ts";

export class TraceRing {
  private readonly events: (TraceEvent | undefined)[];
  /** The seq of the oldest event that is kept, and the one that comes next. */
  private oldestSeq = 0;
  private nextSeq = 0;

  constructor(linesMax: number) {
    this.events = new Array<TraceEvent | undefined>(Math.max(1, linesMax)).fill(undefined);
  }

  push(event: TraceEvent): void {
    this.events[event.seq % this.events.length] = event;
    this.nextSeq = event.seq + 1;
    this.oldestSeq = Math.max(this.oldestSeq, this.nextSeq - this.events.length);
  }

  /** Forgets all events; seq counts on. */
  clear(): void {
    this.events.fill(undefined);
    this.oldestSeq = this.nextSeq;
  }

  /**
   * Every kept event after a seq, oldest first; led by `trace.dropped` when some are gone.
   *
   * Shape: a seq that has not been reached yet is from another life of the service, and gets all.
   */
  *after(seq: number): Iterable<TraceEvent> {
    const wanted = seq >= this.nextSeq ? 0 : seq + 1;
    const first = this.events[this.oldestSeq % this.events.length];
    if (wanted < this.oldestSeq) {
      yield {
        seq: this.oldestSeq - 1,
        atMs: first?.atMs ?? 0,
        source: "kernel",
        event: "trace.dropped",
        count: this.oldestSeq - wanted,
      };
    }
    for (let at = Math.max(wanted, this.oldestSeq); at < this.nextSeq; at += 1) {
      const event = this.events[at % this.events.length];
      if (event !== undefined) yield event;
    }
  }
}
