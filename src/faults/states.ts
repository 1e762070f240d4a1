/**
 * Faults that are states: where each is on, and its turns if it comes and goes.
 *
 * Every begin and end is a line of the trace. A node is a case of its own, for the plan's chance too.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { StateFault } from "./fault.ts";
import type { FaultHands } from "./hands.ts";
import type { StandingPlan } from "./standing-plan.ts";
import type { StandingPlans } from "./standing-plans.ts";

/** Turns of a fault that comes and goes; it stays off after them. */
export const TURNS_MAX = 2_001;

export interface StatesParts {
  readonly kernel: Kernel;
  readonly hands: FaultHands;
  /** Every node, in order. */
  readonly nodes: () => readonly string[];
}

export class FaultStates {
  private readonly parts: StatesParts;
  private readonly plans: StandingPlans;

  constructor(parts: StatesParts, plans: StandingPlans) {
    this.parts = parts;
    this.plans = plans;
  }

  /** Turns it on, on every node of its scope where it is not yet. */
  begin(standing: StandingPlan, fault: StateFault<unknown>): void {
    const { hands, kernel } = this.parts;
    const { params, scope } = standing.plan;
    const draw = standing.draw(kernel.chooser);
    for (const node of this.nodesOf(standing, fault)) {
      if (!standing.happens(draw)) continue;
      standing.fired += 1;
      this.plans.write(standing, { ...nodeFact(node), phase: "begin" });
      fault.begin(params, node, hands, draw, scope.direction);
      if (fault.end !== undefined) standing.begun = [...standing.begun, node];
    }
  }

  /** Takes it back wherever it is on. */
  end(standing: StandingPlan, fault: StateFault<unknown>): void {
    const nodes = standing.begun;
    standing.begun = [];
    for (const node of nodes) this.endOn(node, standing, fault);
  }

  /** Takes it back on a node that leaves, if it is on there. */
  leave(node: string, standing: StandingPlan, fault: StateFault<unknown>): void {
    if (!standing.begun.includes(node)) return;
    standing.begun = standing.begun.filter((one) => one !== node);
    this.endOn(node, standing, fault);
  }

  /** Its next turn begins. */
  turn(standing: StandingPlan, fault: StateFault<unknown>): void {
    standing.turn += 1;
    if (standing.turn % 2 === 0) this.begin(standing, fault);
    else this.end(standing, fault);
  }

  /** How long its present turn lasts; undefined: for good. */
  turnMs(standing: StandingPlan, fault: StateFault<unknown>): number | undefined {
    const { plan, turn } = standing;
    if (turn >= TURNS_MAX) return undefined;
    return fault.turnMs?.(plan.params, turn, standing.draw(this.parts.kernel.chooser));
  }

  private endOn(node: string, standing: StandingPlan, fault: StateFault<unknown>): void {
    const { params, scope } = standing.plan;
    this.plans.write(standing, { ...nodeFact(node), phase: "end" });
    fault.end?.(params, node, this.parts.hands, scope.direction);
  }

  private nodesOf(standing: StandingPlan, fault: StateFault<unknown>): readonly string[] {
    if (fault.ofController === true) return standing.begun.length > 0 ? [] : [""];
    const { begun } = standing;
    return this.parts.nodes().filter((node) => standing.isOf(node) && !begun.includes(node));
  }
}

function nodeFact(node: string): { readonly node?: string } {
  return node === "" ? {} : { node };
}
