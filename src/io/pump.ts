/**
 * Drives a kernel by the real clock: plays what is due, then sleeps until the next deadline.
 *
 * Everything that enters a live core goes through `enter`: time is brought up to now first, so
 * that the core never sees a timer fire after an input that came later. One pump has one kernel
 * and is not re-entered: work that is handed in from within work waits its turn.
 *
 * Where more is due than can be played in time, the kernel's time lags behind: inputs still have
 * their turn at once, and what is due is played between them.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { LiveClock } from "./clock.ts";

/** The longest time that setTimeout takes (2^31-1 ms); later deadlines are looked at again then. */
const TIMEOUT_MS_MAX = 2_147_483_647;
/** Events played in one go, and for how long; then other I/O gets its turn. */
const EVENTS_PER_TURN = 2_000;
const TURN_MS = 20;

export class Pump {
  private readonly kernel: Kernel;
  private readonly clock: LiveClock;
  private readonly dispatch: (due: Due) => void;
  private readonly due: Due = { owner: 0, code: 0, payload: undefined };
  private readonly waiting: (() => void)[] = [];
  private timeout: NodeJS.Timeout | undefined;
  private nextTurn: NodeJS.Immediate | undefined;
  private busy = false;
  private stopped = false;

  constructor(kernel: Kernel, clock: LiveClock, dispatch: (due: Due) => void) {
    this.kernel = kernel;
    this.clock = clock;
    this.dispatch = dispatch;
  }

  /** Brings time up to now, does the work, and sleeps until the next deadline. */
  enter(work: () => void): void {
    if (this.stopped) return;
    this.waiting.push(work);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        this.playDue();
        next();
      }
      this.playDue();
    } finally {
      this.busy = false;
    }
    this.sleep();
  }

  /** Plays nothing any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timeout);
    clearImmediate(this.nextTurn);
  }

  private playDue(): void {
    if (this.nextTurn !== undefined) return;
    const { queue } = this.kernel;
    const nowMs = this.clock.nowMs();
    const endMs = performance.now() + TURN_MS;
    let played = 0;
    while (queue.nextMs !== undefined && queue.nextMs <= nowMs) {
      if (played >= EVENTS_PER_TURN || performance.now() > endMs) {
        this.nextTurn = setImmediate(() => this.takeTurn());
        return;
      }
      this.kernel.take(this.due);
      this.dispatch(this.due);
      played += 1;
    }
    queue.nowMs = Math.max(queue.nowMs, nowMs);
  }

  private takeTurn(): void {
    this.nextTurn = undefined;
    this.enter(() => {});
  }

  private sleep(): void {
    clearTimeout(this.timeout);
    const { nextMs } = this.kernel.queue;
    if (this.stopped || this.nextTurn !== undefined || nextMs === undefined) return;
    const delayMs = Math.min(Math.max(nextMs - this.clock.nowMs(), 0), TIMEOUT_MS_MAX);
    this.timeout = setTimeout(() => this.enter(() => {}), delayMs);
  }
}
