/**
 * The kernel of a world: virtual time, the event queue, the timers on it, and the choices.
 *
 * It knows nothing of agents or controllers: an owner is a number that a world gave out, a timer
 * is (owner, subject, index), a message is an owner and an immutable payload. A live world uses
 * the same queue and lets the real clock say how far it may go.
 */
import type { Chooser } from "./chooser.ts";
import type { StartTimer, StopTimer } from "./effect.ts";
import { EventQueue } from "./queue.ts";
import type { Due } from "./queue.ts";
import type { Prng } from "./prng.ts";
import { TimerTable } from "./timer-table.ts";

/** Timers a record may have for one subject. */
const TIMERS_PER_SUBJECT = 16;
/** Codes from here on are messages; below they are -1 - timer key. */
export const MESSAGE = 0;

export class Kernel {
  readonly queue: EventQueue;
  readonly chooser: Chooser;
  private readonly timers: TimerTable;

  constructor(chooser: Chooser, queue = new EventQueue(), timers = new TimerTable()) {
    this.chooser = chooser;
    this.queue = queue;
    this.timers = timers;
  }

  get nowMs(): number {
    return this.queue.nowMs;
  }

  /**
   * Starts a timer of an owner; the delay is drawn from the effect's range with the owner's prng.
   *
   * `subject` is for an owner that carries several records, none of which knows the others.
   */
  startTimer(owner: number, effect: StartTimer, prng: Prng, subject = effect.subject): void {
    const { minMs, maxMs } = effect;
    const delayMs = minMs >= maxMs ? minMs : this.chooser.range(prng, "delay", minMs, maxMs);
    const key = subject * TIMERS_PER_SUBJECT + effect.timer;
    const deadlineMs = this.queue.nowMs + delayMs;
    const running = this.timers.get(owner, key);
    if (running >= 0) this.queue.move(running, deadlineMs);
    else this.timers.set(owner, key, this.queue.post(deadlineMs, owner, -1 - key, undefined));
  }

  stopTimer(owner: number, effect: StopTimer, subject = effect.subject): void {
    this.stop(owner, subject * TIMERS_PER_SUBJECT + effect.timer);
  }

  /** Stops every timer of one subject of an owner. */
  stopSubject(owner: number, subject: number): void {
    const first = subject * TIMERS_PER_SUBJECT;
    for (let key = first; key < first + TIMERS_PER_SUBJECT; key += 1) this.stop(owner, key);
  }

  /** Stops every timer of an owner. Looks at the timers of all: for an owner that is one of few. */
  stopTimers(owner: number): void {
    for (const key of this.timers.keysOf(owner)) {
      this.queue.cancel(this.timers.remove(owner, key));
    }
  }

  /** How many timers run of which this is true. Looks at all of them. */
  countTimers(counts: (owner: number, subject: number) => boolean): number {
    let count = 0;
    this.timers.forEach((owner, key) => {
      if (counts(owner, Math.trunc(key / TIMERS_PER_SUBJECT))) count += 1;
    });
    return count;
  }

  /** Posts a message to an owner; code is a number >= 0 that says what the payload is. */
  post(delayMs: number, owner: number, code: number, payload: unknown): void {
    this.queue.post(this.queue.nowMs + delayMs, owner, MESSAGE + code, payload);
  }

  /** Takes the next event; a timer is taken off its table. False when nothing waits. */
  take(due: Due): boolean {
    if (!this.queue.take(due)) return false;
    if (due.code < 0) this.timers.remove(due.owner, -1 - due.code);
    if (this.queue.isSparse) this.compact();
    return true;
  }

  clone(chooser: Chooser): Kernel {
    return new Kernel(chooser, this.queue.clone(), this.timers.clone());
  }

  private compact(): void {
    this.queue.compact((owner, code, handle) => {
      if (code < 0) this.timers.set(owner, -1 - code, handle);
    });
  }

  private stop(owner: number, key: number): void {
    const running = this.timers.remove(owner, key);
    if (running >= 0) this.queue.cancel(running);
  }
}

/** Whether a taken event is a timer. */
export function isTimer(due: Due): boolean {
  return due.code < 0;
}

/** The subject of a timer that was taken. */
export function timerSubject(due: Due): number {
  return Math.trunc((-1 - due.code) / TIMERS_PER_SUBJECT);
}

/** The index of a timer that was taken. */
export function timerIndex(due: Due): number {
  return (-1 - due.code) % TIMERS_PER_SUBJECT;
}
