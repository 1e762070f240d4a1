/**
 * Lines of a host's trace on their way to the controller: in batches, and never without a bound.
 *
 * Times are moved to the controller's time 0. While the channel is away or slow the oldest lines
 * are dropped, and a `trace.dropped` line says how many.
 */
import type { Trace, TraceEvent } from "../../kernel/trace.ts";
import type { HostMessage } from "./protocol.ts";

/** How long a line waits for others. */
const GATHER_MS = 50;
/** Lines of one message. */
const BATCH_LINES = 1_000;
/** Lines that may wait. */
const WAITING_LINES_MAX = 50_000;
/** Nothing is sent while more than this waits in the channel's socket. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;

type TraceLine = Extract<HostMessage, { type: "trace" }>["events"][number];

/** The part of a host channel that is used. */
export interface TraceChannel {
  readonly isJoined: boolean;
  readonly unsentBytes: number;
  send(message: HostMessage): void;
}

export class TraceOutbox {
  readonly #channel: TraceChannel;
  #waiting: TraceLine[] = [];
  #dropped = 0;
  #shiftMs = 0;
  #isWanted = false;
  #isListening = false;
  #timeout: NodeJS.Timeout | undefined;

  constructor(channel: TraceChannel) {
    this.#channel = channel;
  }

  /** Reads a trace from now on; once is enough. */
  listen(trace: Trace): void {
    if (this.#isListening) return;
    this.#isListening = true;
    trace.read(this.#add);
  }

  /** The controller wants the trace, or does not; `shiftMs` is our time 0 minus its time 0. */
  want(isWanted: boolean, shiftMs: number): void {
    this.#isWanted = isWanted;
    this.#shiftMs = shiftMs;
    if (!isWanted) this.#waiting = [];
  }

  readonly #add = (event: TraceEvent): void => {
    if (!this.#isWanted) return;
    // The controller numbers the lines anew; until then the place of `seq` is of no use.
    this.#waiting.push({ ...event, atMs: Math.round(event.atMs + this.#shiftMs) });
    if (this.#waiting.length > WAITING_LINES_MAX) {
      // A tenth at a time: dropping them singly would move the whole list for every line.
      const dropped = this.#waiting.splice(0, WAITING_LINES_MAX / 10);
      this.#dropped += dropped.length;
    }
    this.#timeout ??= setTimeout(this.#flush, GATHER_MS);
  };

  close(): void {
    clearTimeout(this.#timeout);
    this.#flush();
    clearTimeout(this.#timeout);
  }

  readonly #flush = (): void => {
    this.#timeout = undefined;
    const channel = this.#channel;
    while (this.#waiting.length > 0 && channel.isJoined && channel.unsentBytes < UNSENT_BYTES_MAX) {
      const events = this.#waiting.splice(0, BATCH_LINES);
      const [first] = events;
      if (this.#dropped > 0 && first !== undefined) {
        const { atMs } = first;
        events.unshift({ atMs, source: "kernel", event: "trace.dropped", count: this.#dropped });
        this.#dropped = 0;
      }
      channel.send({ type: "trace", events });
    }
    if (this.#waiting.length > 0) this.#timeout = setTimeout(this.#flush, GATHER_MS);
  };
}
