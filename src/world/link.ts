/**
 * One node's link to the controller in the virtual world: a TCP stream, first in, first out.
 *
 * Each direction delivers in the order of sending; a message never overtakes an earlier one, so a
 * delay holds back all that follows. An epoch is one life of the control channel: both ends drop
 * what belongs to an older one. A cut link loses what is in flight and refuses to open.
 */
import type { Direction } from "../faults/hands.ts";
import type { Chooser } from "../kernel/chooser.ts";
import type { Prng } from "../kernel/prng.ts";
import { LinkFaults } from "./link-faults.ts";

export interface MsRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export class Link {
  /** Of the latest channel that was opened, by a socket or by polls; 0 before the first. */
  epoch = 0;
  open = false;
  /** When the agent's end of the latest control channel opened. */
  openedMs = 0;
  /** What faults do to it; undefined for one that none has touched. */
  faults: LinkFaults | undefined = undefined;
  private readonly latency: MsRange;
  private readonly prng: Prng;
  /** When the latest message of each direction arrives. */
  private lastToAgentMs = 0;
  private lastToControllerMs = 0;

  constructor(latency: MsRange, prng: Prng) {
    this.latency = latency;
    this.prng = prng;
  }

  /** Whether nothing passes and no channel can be opened. */
  get isCut(): boolean {
    return this.faults?.isCut ?? false;
  }

  /** The record of its faults, from now on. */
  touch(): LinkFaults {
    this.faults ??= new LinkFaults();
    return this.faults;
  }

  /**
   * How long a message that is sent now is under way, with what is added to its trip; it also holds
   * back those after it.
   */
  delayMs(direction: Direction, nowMs: number, chooser: Chooser, extraMs = 0): number {
    const toAgent = direction === "toAgent";
    let arrivalMs = nowMs + extraMs + this.tripMs(direction, chooser, this.prng);
    const lastMs = this.lastMs(direction);
    if (arrivalMs < lastMs) arrivalMs = lastMs;
    if (toAgent) this.lastToAgentMs = arrivalMs;
    else this.lastToControllerMs = arrivalMs;
    return arrivalMs - nowMs;
  }

  /** When the latest message of a direction arrives that keeps the order. */
  lastMs(direction: Direction): number {
    return direction === "toAgent" ? this.lastToAgentMs : this.lastToControllerMs;
  }

  /** How long a message is under way that holds nothing back. */
  looseMs(direction: Direction, chooser: Chooser): number {
    return this.tripMs(direction, chooser, this.prng);
  }

  /**
   * How long a message on a connection of its own is under way, as a call of ec2messages is; the
   * prng is the caller's, so that polls shift nothing else.
   */
  tripMs(direction: Direction, chooser: Chooser, prng: Prng): number {
    const tripMs = draw(this.latency, chooser, prng);
    const extra = this.faults?.extra?.[direction];
    return extra === undefined ? tripMs : tripMs + draw(extra, chooser, prng);
  }

  /** A link as good as this one, for another machine. */
  another(prng: Prng): Link {
    return new Link(this.latency, prng);
  }

  clone(): Link {
    const copy = new Link(this.latency, this.prng.clone());
    copy.epoch = this.epoch;
    copy.open = this.open;
    copy.openedMs = this.openedMs;
    copy.faults = this.faults?.clone();
    copy.lastToAgentMs = this.lastToAgentMs;
    copy.lastToControllerMs = this.lastToControllerMs;
    return copy;
  }
}

function draw({ minMs, maxMs }: MsRange, chooser: Chooser, prng: Prng): number {
  return minMs >= maxMs ? minMs : chooser.range(prng, "latency", minMs, maxMs);
}
