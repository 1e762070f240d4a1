/**
 * What is wrong with a link: only one that a fault has touched has such a record.
 *
 * Several plans may do the same to one link; what they did is over when each has taken it back.
 */
import type { MsSpan } from "../faults/duration.ts";
import type { Direction } from "../faults/hands.ts";
import type { HeldParcel } from "./parcel.ts";
import type { PingWatch } from "./ping-watch.ts";

/** Parcels that may wait on one link; what comes after them is lost. */
export const HELD_MAX = 1_000;

type ByDirection<T> = Record<Direction, T>;

export class LinkFaults {
  /** Somebody has cut it by hand, and not healed it. */
  cut = false;
  /** Cuts of faults that have not healed. */
  cuts = 0;
  /** Extra delay per direction, given by hand; replaced, never changed in place. */
  extra: Readonly<Partial<ByDirection<MsSpan>>> | undefined = undefined;
  /** Faults that lose its pings. */
  pingsLost = 0;
  /** Faults by which nothing arrives in a direction. */
  readonly silences: ByDirection<number> = { toAgent: 0, toController: 0 };
  /** Bytes a second that faults leave of a direction; the least of them counts. */
  readonly limits: ByDirection<readonly number[]> = { toAgent: [], toController: [] };
  /** In order of sending; replaced, never changed in place. */
  held: readonly HeldParcel[] = [];
  watch: PingWatch | undefined = undefined;
  /** The channel that the agent has closed, and whose end the controller has not heard of. */
  unclosed: number | undefined = undefined;
  /** Until when bytes of a direction are still being sent. */
  private readonly busyUntilMs: ByDirection<number> = { toAgent: 0, toController: 0 };

  get isCut(): boolean {
    return this.cut || this.cuts > 0;
  }

  /** Adds a delay to every message of a direction from now on; undefined takes it away. */
  slow(direction: Direction, extra: MsSpan | undefined): void {
    const both = new Map(Object.entries(this.extra ?? {}));
    if (extra === undefined) both.delete(direction);
    else both.set(direction, extra);
    this.extra = both.size === 0 ? undefined : Object.fromEntries(both);
  }

  isSilent(direction: Direction): boolean {
    return this.silences[direction] > 0;
  }

  /** Whether pings, or the pongs to them, come to nothing now. */
  get losesPongs(): boolean {
    return this.pingsLost > 0 || this.isSilent("toAgent") || this.isSilent("toController");
  }

  /** How long so many bytes take from now on until they are sent, behind those before them. */
  sendingMs(direction: Direction, nowMs: number, bytes: () => number): number {
    const limits = this.limits[direction];
    if (limits.length === 0) return 0;
    const startMs = Math.max(nowMs, this.busyUntilMs[direction]);
    const endMs = startMs + Math.ceil((bytes() * 1000) / Math.min(...limits));
    this.busyUntilMs[direction] = endMs;
    return endMs - nowMs;
  }

  limit(direction: Direction, bytesPerSecond: number): void {
    this.limits[direction] = [...this.limits[direction], bytesPerSecond];
  }

  unlimit(direction: Direction, bytesPerSecond: number): void {
    const limits = [...this.limits[direction]];
    const at = limits.indexOf(bytesPerSecond);
    if (at >= 0) limits.splice(at, 1);
    this.limits[direction] = limits;
  }

  clone(): LinkFaults {
    const copy = new LinkFaults();
    copy.cut = this.cut;
    copy.cuts = this.cuts;
    copy.extra = this.extra;
    copy.pingsLost = this.pingsLost;
    Object.assign(copy.silences, this.silences);
    Object.assign(copy.limits, this.limits);
    copy.held = this.held;
    copy.watch = this.watch;
    copy.unclosed = this.unclosed;
    Object.assign(copy.busyUntilMs, this.busyUntilMs);
    return copy;
  }
}
