/** Which nodes get a lane of their own, and how wide the lanes are. */
import { CONTROLLER } from "./story.ts";
import type { StoryLine } from "./story.ts";

/** Characters of a lane: what the words of nearly every event need. */
const NODE_LANE = { min: 18, max: 30 };
/** The controller tells of each node: it has to name it. */
const CONTROLLER_LANE = { min: 22, max: 34 };

export interface Lanes {
  /** Ids of nodes, in the order of the columns behind the controller's. */
  readonly nodes: readonly string[];
  readonly controllerWidth: number;
  readonly nodeWidth: number;
  /** How many nodes of the story have no lane. */
  readonly hidden: number;
}

export interface LaneWishes {
  /** Characters of all lanes together. */
  readonly width: number;
  /** The node that has to have one. */
  readonly first: string | undefined;
  /** Ids of nodes in their natural order; others stand behind them. */
  readonly order: readonly string[];
}

/** As many lanes as fit: of `first`, then of the nodes of which most is told. */
export function chooseLanes(lines: readonly StoryLine[], wishes: LaneWishes): Lanes {
  const { width, first, order } = wishes;
  const counts = countsOf(lines);
  const max = Math.max(1, Math.trunc((width - CONTROLLER_LANE.min - 1) / (NODE_LANE.min + 1)));
  const nodes = mostTold(counts, first).slice(0, max);
  const spare = width - (CONTROLLER_LANE.min + 1) - nodes.length * (NODE_LANE.min + 1);
  const share = Math.max(0, Math.trunc(spare / (nodes.length + 1)));
  return {
    nodes: [...new Set([...order, ...nodes])].filter((node) => nodes.includes(node)),
    controllerWidth: Math.min(CONTROLLER_LANE.max, CONTROLLER_LANE.min + share),
    nodeWidth: Math.min(NODE_LANE.max, NODE_LANE.min + share),
    hidden: counts.size - nodes.length,
  };
}

/** How many lines each node has, in the order in which they come up. */
function countsOf(lines: readonly StoryLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { lane } of lines) {
    if (lane !== CONTROLLER) counts.set(lane, (counts.get(lane) ?? 0) + 1);
  }
  return counts;
}

function mostTold(
  counts: ReadonlyMap<string, number>,
  first: string | undefined,
): readonly string[] {
  const others = [...counts].filter(([node]) => node !== first);
  // The sort is stable: of equal ones the node that comes up first is first.
  others.sort(([, left], [, right]) => right - left);
  const known = first !== undefined && counts.has(first) ? [first] : [];
  return [...known, ...others.map(([node]) => node)];
}
