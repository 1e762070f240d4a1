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
  private extraToAgent: MsRange | undefined = undefined;
  private extraToController: MsRange | undefined = undefined;
  /** When the latest message of each direction arrives. */
  private lastToAgentMs = 0;
  private lastToControllerMs = 0;

  constructor(latency: MsRange, prng: Prng) {
    this.latency = latency;
    this.prng = prng;
  }

  /** How long a message that is sent now is under way; it also holds back those after it. */
  delayMs(direction: Direction, nowMs: number, chooser: Chooser): number {
    const toAgent = direction === "toAgent";
    let arrivalMs = nowMs + this.draw(this.latency, chooser);
    const extra = toAgent ? this.extraToAgent : this.extraToController;
    if (extra !== undefined) arrivalMs += this.draw(extra, chooser);
    const lastMs = toAgent ? this.lastToAgentMs : this.lastToControllerMs;
    if (arrivalMs < lastMs) arrivalMs = lastMs;
    if (toAgent) this.lastToAgentMs = arrivalMs;
    else this.lastToControllerMs = arrivalMs;
    return arrivalMs - nowMs;
  }

  /** Adds a delay to every message of a direction from now on; undefined takes it away. */
  slow(direction: Direction, extra: MsRange | undefined): void {
    if (direction === "toAgent") this.extraToAgent = extra;
    else this.extraToController = extra;
  }

  clone(): Link {
    const copy = new Link(this.latency, this.prng.clone());
    copy.epoch = this.epoch;
    copy.open = this.open;
    copy.cut = this.cut;
    copy.extraToAgent = this.extraToAgent;
    copy.extraToController = this.extraToController;
    copy.lastToAgentMs = this.lastToAgentMs;
    copy.lastToControllerMs = this.lastToControllerMs;
    return copy;
  }

  private draw(range: MsRange, chooser: Chooser): number {
    if (range.minMs >= range.maxMs) return range.minMs;
    return chooser.range(this.prng, "latency", range.minMs, range.maxMs);
  }
}
