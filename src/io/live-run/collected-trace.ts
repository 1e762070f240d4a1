/**
 * The trace of a live run: lines of several writers, collected where they are written.
 *
 * A line that comes from another process comes late. So each has a stamp of the moment at which it
 * was written, by the one clock that all processes of a machine share, and the trace that is judged
 * and kept is in the order of stamps. Times of lines stay their writers' own: lengths are right
 * between lines of one writer, and between two of them a time may go back by a few milliseconds.
 */
import type { TraceEvent } from "../../kernel/trace.ts";

/** Lines of one run; about 400 bytes each. Source: our bound, that of a virtual run's kept trace. */
export const LINES_MAX = 1_000_000;

interface Stamped {
  readonly stampNs: bigint;
  readonly event: TraceEvent;
}

export class CollectedTrace {
  readonly #lines: Stamped[] = [];
  #isClosed = false;
  #cutNs: bigint | undefined;
  /** Lines past LINES_MAX. */
  #lost = 0;

  /** Takes a line in, in order of arrival. */
  take(event: TraceEvent, stampNs: bigint): void {
    if (this.#isClosed || (this.#cutNs !== undefined && stampNs > this.#cutNs)) return;
    if (this.#lines.length < LINES_MAX) this.#lines.push({ stampNs, event });
    else this.#lost += 1;
  }

  /** The run is broken off now: what was written before and comes late is of it, and nothing else. */
  cut(): void {
    this.#cutNs ??= process.hrtime.bigint();
  }

  /** What comes now is of no run any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** All lines in the order of their stamps, numbered anew; those of equal stamps as they came. */
  sorted(): readonly TraceEvent[] {
    const lines = this.#lines.toSorted(byStamp).map(({ event }, seq) => ({ ...event, seq }));
    const last = lines.at(-1);
    if (this.#lost === 0 || last === undefined) return lines;
    const { atMs } = last;
    const gap = { seq: lines.length, atMs, source: "kernel", event: "trace.dropped" } as const;
    return [...lines, { ...gap, count: this.#lost }];
  }
}

function byStamp(one: Stamped, other: Stamped): number {
  if (one.stampNs === other.stampNs) return 0;
  return one.stampNs < other.stampNs ? -1 : 1;
}
