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
/** A timer that comes later than this has found a process with more urgent work to do. */
const LATE_MS = 10;
/** So often lines wait again because of that. */
const LATE_MAX = 20;
/** Lines of one message; a text of far more than 64 KB costs several times as much a line. */
const BATCH_LINES = 200;
/** Lines that may wait, and those that wait for a process with time. */
const WAITING_LINES_MAX = 50_000;
const PATIENT_LINES_MAX = 10_000;
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
  #waiting: TraceEvent[] = [];
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
    this.#waiting.push(event);
    if (this.#waiting.length > WAITING_LINES_MAX) {
      // A tenth at a time: dropping them singly would move the whole list for every line.
      const dropped = this.#waiting.splice(0, WAITING_LINES_MAX / 10);
      this.#dropped += dropped.length;
    }
    if (this.#timeout === undefined) this.#wait(LATE_MAX);
  };

  close(): void {
    clearTimeout(this.#timeout);
    this.#flush();
    clearTimeout(this.#timeout);
  }

  /** The trace can wait, agents can't: it leaves when the process has time, or after a second. */
  #wait(turnsMax: number): void {
    const dueMs = performance.now() + GATHER_MS;
    this.#timeout = setTimeout(() => {
      const isLate = performance.now() > dueMs + LATE_MS;
      const mayWait = turnsMax > 0 && this.#waiting.length < PATIENT_LINES_MAX;
      if (isLate && mayWait) this.#wait(turnsMax - 1);
      else this.#flush();
    }, GATHER_MS);
  }

  #flush(): void {
    this.#timeout = undefined;
    const channel = this.#channel;
    while (this.#waiting.length > 0 && channel.isJoined && channel.unsentBytes < UNSENT_BYTES_MAX) {
      const events = this.#waiting.splice(0, BATCH_LINES).map((event) => this.#lineOf(event));
      const [first] = events;
      if (this.#dropped > 0 && first !== undefined) {
        const { atMs } = first;
        events.unshift({ atMs, source: "kernel", event: "trace.dropped", count: this.#dropped });
        this.#dropped = 0;
      }
      channel.send({ type: "trace", events });
    }
    if (this.#waiting.length > 0) this.#wait(0);
  }

  /** The controller numbers the lines anew; until then the place of `seq` is of no use. */
  #lineOf(event: TraceEvent): TraceLine {
    return { ...event, atMs: Math.round(event.atMs + this.#shiftMs) };
  }
}
