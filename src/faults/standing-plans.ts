/**
 * All plans of a board, and which of them act at a seam.
 *
 * Plans are asked in the order in which they were put. A plan that has used all its times is over;
 * one that holds something back stays until its own end.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { Encoder } from "../kernel/encoder.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Draw, Fault } from "./fault.ts";
import type { FaultScope } from "./plan.ts";
import type { StandingPlan } from "./standing-plan.ts";

export type Seam = Fault["seam"];

/** A plan that acts in this very case, unless its fault lets it pass. */
export interface Acting<S extends Seam> {
  readonly fault: FaultOf<S>;
  readonly params: unknown;
  readonly standing: StandingPlan;
  readonly draw: Draw;
}

type FaultOf<S extends Seam> = Extract<Fault, { readonly seam: S }>;

/** What the trace says of a fault that took effect, besides which one it is. */
export interface FiredFacts {
  readonly node?: string;
  readonly command?: string;
  readonly [detail: string]: TraceFact[string];
}

export interface PlansParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** A plan has become over by itself. */
  readonly usedUp: (standing: StandingPlan) => void;
}

export class StandingPlans {
  private readonly parts: PlansParts;
  private readonly byNumber = new Map<number, StandingPlan>();
  /** How many are not over: the seams of a world without faults cost nothing. */
  private readonly counts: Record<Seam, number> = {
    frame: 0,
    attempt: 0,
    call: 0,
    boundary: 0,
    process: 0,
    state: 0,
  };

  /** Of all seams together. */
  private open = 0;

  constructor(parts: PlansParts) {
    this.parts = parts;
  }

  get all(): Iterable<StandingPlan> {
    return this.byNumber.values();
  }

  /** How many there are, those that are over included. */
  get size(): number {
    return this.byNumber.size;
  }

  get(number: number): StandingPlan | undefined {
    return this.byNumber.get(number);
  }

  add(standing: StandingPlan): void {
    this.byNumber.set(standing.number, standing);
    this.counts[standing.plan.fault.seam] += 1;
    this.open += 1;
  }

  close(standing: StandingPlan): void {
    standing.state = "over";
    this.counts[standing.plan.fault.seam] -= 1;
    this.open -= 1;
  }

  /** Forgets the oldest plan that is over; false when none is. */
  forgetOne(): boolean {
    for (const { number, state } of this.byNumber.values()) {
      if (state === "over") return this.byNumber.delete(number);
    }
    return false;
  }

  /** Whether all of them are over. */
  get isIdle(): boolean {
    return this.open === 0;
  }

  /** Whether any plan may act at a seam, now or later. */
  watch(seam: Seam): boolean {
    return this.counts[seam] > 0;
  }

  /** The plans that act at a seam in one case. */
  *acting<S extends Seam>(
    seam: S,
    node: string | undefined,
    isInScope: (scope: FaultScope) => boolean,
  ): Generator<Acting<S>> {
    if (!this.watch(seam)) return;
    for (const standing of this.byNumber.values()) {
      const { fault, scope, params } = standing.plan;
      if (!isOfSeam(fault, seam) || standing.state !== "on" || standing.isUsedUp) continue;
      if (!standing.isOf(node) || !isInScope(scope)) continue;
      const draw = standing.draw(this.parts.kernel.chooser);
      if (standing.happens(draw)) yield { fault, params, standing, draw };
      else if (standing.countsMisses) this.use(standing, false);
    }
  }

  /** A plan has acted; `facts` says what it did. */
  fired(standing: StandingPlan, facts: FiredFacts, holds = false): void {
    standing.fired += 1;
    this.write(standing, facts);
    this.use(standing, holds);
  }

  /** The same of one that says so itself. */
  count(standing: StandingPlan): void {
    standing.fired += 1;
    this.use(standing, false);
  }

  write(standing: StandingPlan, facts: FiredFacts): void {
    const { trace, kernel } = this.parts;
    if (!trace.enabled) return;
    const { node, command, ...rest } = facts;
    trace.write(kernel.nowMs, "fault", {
      event: "fault.fired",
      ...(node === undefined ? {} : { node }),
      ...(command === undefined ? {} : { command }),
      fault: standing.plan.fault.name,
      plan: standing.number,
      ...rest,
    });
  }

  /** The same plans, in a world of their own. */
  clone(parts: PlansParts): StandingPlans {
    const copy = new StandingPlans(parts);
    for (const [number, standing] of this.byNumber) copy.byNumber.set(number, standing.clone());
    Object.assign(copy.counts, this.counts);
    copy.open = this.open;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.int(this.byNumber.size);
    for (const standing of this.byNumber.values()) standing.encode(encoder);
  }

  private use(standing: StandingPlan, holds: boolean): void {
    standing.used += 1;
    if (standing.isUsedUp && !holds && standing.state !== "over") this.parts.usedUp(standing);
  }
}

function isOfSeam<S extends Seam>(fault: Fault, seam: S): fault is FaultOf<S> {
  return fault.seam === seam;
}
