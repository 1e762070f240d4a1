/**
 * One direction of one control channel under a fault: first in, first out, as on a TCP stream.
 *
 * What is late holds back what follows it. What may overtake has no place in it; it is only
 * counted, so that the bounds hold for both.
 */

/** What may wait in one direction; past either bound its connection is reset. */
export const LANE_FRAMES_MAX = 1_000;
export const LANE_BYTES_MAX = 16 * 1024 * 1024;

/** Nobody's plan: it waits for what stands before it, or for its time. */
export const BEHIND = 0;

export interface Waiting {
  /** The plan that holds it. */
  plan: number;
  /** When it may pass at the earliest. */
  readonly dueMs: number;
  readonly bytes: number;
  pass(): void;
  /** Its channel has ended before. */
  lose(): void;
}

export class Lane {
  private readonly isSilent: () => boolean;
  private waiting: Waiting[] = [];
  private bytes = 0;
  private loose = 0;
  private lastMs = 0;
  /** When somebody comes again. */
  private wakeMs = 0;

  constructor(isSilent: () => boolean) {
    this.isSilent = isSilent;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.loose === 0;
  }

  get isFull(): boolean {
    return this.waiting.length + this.loose >= LANE_FRAMES_MAX || this.bytes >= LANE_BYTES_MAX;
  }

  /** When something passes that is due then, behind all before it. */
  dueAfter(dueMs: number): number {
    this.lastMs = Math.max(this.lastMs, dueMs);
    return this.lastMs;
  }

  add(one: Waiting): void {
    this.waiting.push(one);
    this.bytes += one.bytes;
  }

  /** Something that holds nothing back is on its way, or has arrived. */
  loosen(bytes: number): void {
    this.loose += 1;
    this.bytes += bytes;
  }

  arrived(bytes: number): void {
    this.loose -= 1;
    this.bytes -= bytes;
  }

  /** A plan is over: what it held waits for nothing but its turn. */
  free(plan: number): void {
    for (const one of this.waiting) if (one.plan === plan) one.plan = BEHIND;
  }

  /** Lets pass what nothing holds back; answers when to come again, if nobody has been told yet. */
  flush(nowMs: number): number | undefined {
    for (let one = this.waiting[0]; one !== undefined; one = this.waiting[0]) {
      if (one.plan !== BEHIND || this.isSilent()) return undefined;
      if (one.dueMs > nowMs) return this.wakeAt(one.dueMs, nowMs);
      this.waiting.shift();
      this.bytes -= one.bytes;
      one.pass();
    }
    return undefined;
  }

  /** Its channel has ended. */
  loseAll(): void {
    const lost = this.waiting;
    this.waiting = [];
    for (const one of lost) {
      this.bytes -= one.bytes;
      one.lose();
    }
  }

  private wakeAt(dueMs: number, nowMs: number): number | undefined {
    if (this.wakeMs > nowMs && this.wakeMs <= dueMs) return undefined;
    this.wakeMs = dueMs;
    return dueMs;
  }
}
