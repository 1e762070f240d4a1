/**
 * Drives a kernel by the real clock: plays what is due, then sleeps until the next deadline.
 *
 * Everything that enters a live core goes through `enter`. One turn of the event loop is one
 * instant of the core: the first to enter brings time up to now and plays what is due; what comes
 * in during the same turn has its place behind that, at the same time. So when thousands of
 * sockets have news at once, all of it is taken in (an agent acks its job) before the work that it
 * causes. One pump has one kernel and is not re-entered: work that is handed in from within work
 * waits its turn.
 *
 * Where more is due than can be played in time, the kernel's time lags behind: inputs still have
 * their turn at once, and what is due is played between them.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { LiveClock } from "./clock.ts";

/** The longest time that setTimeout takes (2^31-1 ms); later deadlines are looked at again then. */
const TIMEOUT_MS_MAX = 2_147_483_647;
/** Events played in one turn, and for how long; then other I/O has its turn. */
const EVENTS_PER_TURN = 2_000;
const TURN_MS = 20;
/** After a turn with so many inputs more are on their way: what is due gets less time then. */
const INPUTS_MANY = 50;
const CROWDED_TURN_MS = 2;

export class Pump {
  private readonly kernel: Kernel;
  private readonly clock: LiveClock;
  private readonly dispatch: (due: Due) => void;
  private readonly due: Due = { owner: 0, code: 0, payload: undefined };
  private readonly waiting: (() => void)[] = [];
  /** Ends the turn; undefined when none has begun. */
  private turn: NodeJS.Immediate | undefined;
  /** What time it is in this turn, and what may still be played in it. */
  private nowMs = 0;
  private eventsLeft = 0;
  private endMs = 0;
  /** Inputs of this turn so far. */
  private inputs = 0;
  private timeout: NodeJS.Timeout | undefined;
  /** When the timeout is over; Infinity without one. */
  private wakeMs = Infinity;
  private busy = false;
  private stopped = false;

  constructor(kernel: Kernel, clock: LiveClock, dispatch: (due: Due) => void) {
    this.kernel = kernel;
    this.clock = clock;
    this.dispatch = dispatch;
  }

  /** Whether this is called from within work. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** The time of this turn; of now when none has begun. */
  get timeMs(): number {
    return this.turn === undefined ? this.clock.nowMs() : this.nowMs;
  }

  /** Does the work at the time of this turn, behind what was due before it. */
  enter(work: () => void): void {
    if (this.stopped) return;
    if (this.busy) {
      this.waiting.push(work);
      return;
    }
    this.busy = true;
    try {
      if (this.turn === undefined) this.beginTurn(TURN_MS);
      this.inputs += 1;
      work();
      this.doWaiting();
    } finally {
      this.busy = false;
    }
  }

  /** Plays nothing any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timeout);
    clearImmediate(this.turn);
  }

  private beginTurn(lengthMs: number): void {
    this.turn = setImmediate(() => this.endTurn());
    this.inputs = 0;
    this.nowMs = this.clock.nowMs();
    this.endMs = performance.now() + lengthMs;
    this.eventsLeft = EVENTS_PER_TURN;
    this.playDue();
  }

  /** Other I/O has had its turn: what has become due meanwhile is played, or waited for. */
  private endTurn(): void {
    this.turn = undefined;
    const { nextMs } = this.kernel.queue;
    if (nextMs === undefined) return;
    const delayMs = nextMs - this.clock.nowMs();
    if (delayMs <= 0) this.play(this.inputs < INPUTS_MANY ? TURN_MS : CROWDED_TURN_MS);
    else this.sleep(nextMs, Math.min(delayMs, TIMEOUT_MS_MAX));
  }

  /** What was handed in from within work, and what that made due at once. */
  private doWaiting(): void {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      this.playDue();
      next();
    }
    this.playDue();
  }

  private play(lengthMs: number): void {
    this.busy = true;
    try {
      this.beginTurn(lengthMs);
      this.doWaiting();
    } finally {
      this.busy = false;
    }
  }

  private playDue(): void {
    const { queue } = this.kernel;
    while (queue.nextMs !== undefined && queue.nextMs <= this.nowMs) {
      if (this.eventsLeft <= 0 || performance.now() > this.endMs) return;
      this.eventsLeft -= 1;
      this.kernel.take(this.due);
      this.dispatch(this.due);
    }
    queue.passTo(this.nowMs);
  }

  /** A timeout that ends earlier stays: moving it costs more than waking once in vain. */
  private sleep(nextMs: number, delayMs: number): void {
    if (this.wakeMs <= nextMs) return;
    clearTimeout(this.timeout);
    this.wakeMs = nextMs;
    this.timeout = setTimeout(() => {
      this.wakeMs = Infinity;
      if (this.turn === undefined) this.play(TURN_MS);
    }, delayMs);
  }
}
