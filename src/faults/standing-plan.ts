/**
 * One plan on the board: whether it is on, how often it has acted, and whether it has to do with
 * something that happens.
 *
 * It has draws of its own, so that no plan shifts another's.
 */
import type { Chooser } from "../kernel/chooser.ts";
import type { Encoder } from "../kernel/encoder.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Draw } from "./fault.ts";
import type { FaultPlan } from "./plan.ts";

export class StandingPlan {
  readonly number: number;
  readonly plan: FaultPlan;
  /** It waits for its time, then for its event if it has one, is on, and is over for good. */
  state: "waiting" | "armed" | "on" | "over" = "waiting";
  /** Events that fitted `on`. */
  seen = 0;
  /** Occasions that it has used. */
  used = 0;
  /** Occasions of a state fault whose moment is posted or was: its events are counted at once. */
  claimed = 0;
  /** How often it has acted. */
  fired = 0;
  /** Of the event that began it. */
  eventNode: string | undefined = undefined;
  /** Where a state fault is on now. */
  begun: readonly string[] = [];
  /** The present turn, of one that comes and goes. */
  turn = 0;
  private readonly prng: Prng;

  constructor(number: number, plan: FaultPlan, prng: Prng) {
    this.number = number;
    this.plan = plan;
    this.prng = prng;
  }

  /** How often it may act; without a limit the end of its time ends it. */
  get timesMax(): number {
    const { times, on, forMs } = this.plan;
    return times ?? (on !== undefined && forMs === undefined ? 1 : Number.MAX_SAFE_INTEGER);
  }

  get isUsedUp(): boolean {
    return this.used >= this.timesMax;
  }

  /** Whether a further event of `on` matters: it begins by one, and may begin again as a state. */
  get awaitsEvent(): boolean {
    if (this.state === "armed" && this.plan.fault.seam !== "state") return true;
    const { fault, forMs } = this.plan;
    if (fault.seam !== "state" || this.state === "waiting" || this.state === "over") return false;
    // What stays on for a time begins once.
    const isOnce = forMs !== undefined && fault.end !== undefined;
    return this.claimed < (isOnce ? 1 : this.timesMax);
  }

  /** A plan for one event is used up by it, whether it acts or not. */
  get countsMisses(): boolean {
    return this.plan.on !== undefined && this.plan.forMs === undefined;
  }

  /** Whether a node is in its scope; undefined: something that no node has to do with. */
  isOf(node: string | undefined): boolean {
    const { nodes } = this.plan.scope;
    if (node === undefined) return nodes === undefined;
    if (nodes !== undefined) return nodes.includes(node);
    return this.eventNode === undefined || this.eventNode === node;
  }

  /** Whether it acts in this case; asked once for each. */
  happens(draw: Draw): boolean {
    const { chance } = this.plan;
    return chance === undefined || draw.chance(chance.numerator, chance.denominator);
  }

  /** Its draws, made by a world's chooser. */
  draw(chooser: Chooser): Draw {
    const point = `fault ${this.plan.fault.name}`;
    return {
      range: (min, max) => (min >= max ? min : chooser.range(this.prng, point, min, max)),
      chance: (numerator, denominator) => chooser.chance(this.prng, point, numerator, denominator),
    };
  }

  clone(): StandingPlan {
    const copy = new StandingPlan(this.number, this.plan, this.prng.clone());
    copy.state = this.state;
    copy.seen = this.seen;
    copy.used = this.used;
    copy.claimed = this.claimed;
    copy.fired = this.fired;
    copy.eventNode = this.eventNode;
    copy.begun = this.begun;
    copy.turn = this.turn;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.int(this.number);
    encoder.text(this.state);
    encoder.int(this.seen);
    encoder.int(this.used);
    encoder.int(this.claimed);
    encoder.text(this.eventNode ?? "");
    encoder.int(this.begun.length);
    for (const node of this.begun) encoder.text(node);
    encoder.int(this.turn);
  }
}
