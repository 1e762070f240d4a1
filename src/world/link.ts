/**
 * One node's link to the controller in the virtual world: a TCP stream, first in, first out.
 *
 * Each direction delivers in the order of sending; a message never overtakes an earlier one, so a
 * delay holds back all that follows. An epoch is one life of the control channel: both ends drop
 * what belongs to an older one. A cut link loses what is in flight and refuses to open.
 */
import type { Chooser } from "../kernel/chooser.ts";
import type { Prng } from "../kernel/prng.ts";

export interface MsRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export type Direction = "toAgent" | "toController";

export class Link {
  /** Of the latest channel that was asked for; 0 before the first. */
  epoch = 0;
  open = false;
  cut = false;
  private readonly latency: MsRange;
  private readonly prng: Prng;
  /** Extra delay per direction while a fault is on. */
  private readonly extra: { toAgent: MsRange | undefined; toController: MsRange | undefined };
  /** When the latest message of each direction arrives. */
  private readonly lastMs: { toAgent: number; toController: number };

  constructor(latency: MsRange, prng: Prng) {
    this.latency = latency;
    this.prng = prng;
    this.extra = { toAgent: undefined, toController: undefined };
    this.lastMs = { toAgent: 0, toController: 0 };
  }

  /** How long a message that is sent now is under way; it also holds back those after it. */
  delayMs(direction: Direction, nowMs: number, chooser: Chooser): number {
    let arrivalMs = nowMs + this.draw(this.latency, chooser);
    const extra = this.extra[direction];
    if (extra !== undefined) arrivalMs += this.draw(extra, chooser);
    if (arrivalMs < this.lastMs[direction]) arrivalMs = this.lastMs[direction];
    this.lastMs[direction] = arrivalMs;
    return arrivalMs - nowMs;
  }

  /** Adds a delay to every message of a direction from now on; undefined takes it away. */
  slow(direction: Direction, extra: MsRange | undefined): void {
    this.extra[direction] = extra;
  }

  clone(): Link {
    const copy = new Link(this.latency, this.prng.clone());
    copy.epoch = this.epoch;
    copy.open = this.open;
    copy.cut = this.cut;
    Object.assign(copy.extra, this.extra);
    Object.assign(copy.lastMs, this.lastMs);
    return copy;
  }

  private draw(range: MsRange, chooser: Chooser): number {
    if (range.minMs >= range.maxMs) return range.minMs;
    return chooser.range(this.prng, "latency", range.minMs, range.maxMs);
  }
}
