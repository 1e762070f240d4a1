/**
 * Draws the faults of a swarm: which, on which node, from when on and for how long.
 *
 * What a fault takes is one of its own examples. Faults that would act again and again without an
 * end of their own get a chance and a number of times, so that a run does not drown in one of them.
 */
import { faultOf } from "../../faults/faults.ts";
import type { Fault } from "../../faults/fault.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import type { Chooser } from "../../kernel/chooser.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { PlannedFault, ScenarioNode, Swarm } from "../scenario.ts";

export interface SwarmDrawing {
  readonly swarm: Swarm;
  readonly nodes: readonly ScenarioNode[];
  readonly chooser: Chooser;
  readonly prng: Prng;
}

/** Errors: throws for the name of a fault that is not there; the reader of files refuses it first. */
export function drawSwarm(drawing: SwarmDrawing): readonly PlannedFault[] {
  const { swarm } = drawing;
  if (swarm.faults.length === 0) return [];
  const count = draw(drawing, swarm.count.min, swarm.count.max);
  return Array.from({ length: count }, () => drawFault(drawing));
}

function drawFault(drawing: SwarmDrawing): PlannedFault {
  const { swarm, nodes } = drawing;
  const name = pick(drawing, swarm.faults) ?? "";
  const fault = faultOf(name);
  if (fault === undefined) throw new Error(`swarm: there is no fault ${name}`);
  const params = fault.params.parse(pick(drawing, fault.examples) ?? {});
  const node = pick(drawing, nodes)?.name ?? "";
  const fromMs = draw(drawing, swarm.fromMs, swarm.untilMs);
  return {
    ...{ fault, params, fromMs, place: undefined },
    untilMs: Math.min(swarm.untilMs, fromMs + drawLength(drawing)),
    scope: isOfController(fault) ? {} : { nodes: [node] },
    ...drawLimits(drawing, fault),
  };
}

/** From a second to a quarter of the swarm's time, with short ones as likely as long ones. */
function drawLength(drawing: SwarmDrawing): number {
  const { fromMs, untilMs } = drawing.swarm;
  const longestMs = Math.max(MS_MIN, Math.floor((untilMs - fromMs) / 4));
  const isShort = draw(drawing, 0, 1) === 0;
  return draw(drawing, MS_MIN, isShort ? Math.min(longestMs, SHORT_MS) : longestMs);
}

function drawLimits(drawing: SwarmDrawing, { seam }: Fault): Pick<FaultPlan, "chance" | "times"> {
  switch (seam) {
    case "boundary":
      return { chance: { numerator: 1, denominator: 20 }, times: draw(drawing, 1, 3) };
    case "state":
      return { times: 1 };
    default:
      return { chance: { numerator: 1, denominator: draw(drawing, 1, 10) } };
  }
}

function isOfController(fault: Fault): boolean {
  if (fault.seam === "call") return true;
  return fault.seam === "state" && fault.ofController === true;
}

function pick<Item>(drawing: SwarmDrawing, list: readonly Item[]): Item | undefined {
  return list[draw(drawing, 0, list.length - 1)];
}

function draw({ chooser, prng }: SwarmDrawing, min: number, max: number): number {
  return min >= max ? min : chooser.range(prng, "swarm", min, max);
}

const MS_MIN = 1_000;
const SHORT_MS = 60_000;
