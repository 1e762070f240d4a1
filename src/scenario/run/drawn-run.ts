/**
 * What a run of a scenario is before it has a world: who is who, and which faults there will be. All
 * of it is drawn from the seed.
 */
import { withProfile } from "../../agent/options.ts";
import { seededChooser } from "../../kernel/chooser.ts";
import type { Chooser } from "../../kernel/chooser.ts";
import { Prng } from "../../kernel/prng.ts";
import type { NodeDescription } from "../../world/managed-node.ts";
import { nodeIdsOf } from "../../world/node-ids.ts";
import type { PlannedFault, Scenario } from "../scenario.ts";
import { Cast } from "./cast.ts";
import { drawSwarm } from "./draw-swarm.ts";

export interface DrawnRun {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly chooser: Chooser;
  readonly prng: Prng;
  readonly cast: Cast;
  /** In the order of the scenario. */
  readonly nodes: readonly NodeDescription[];
  /** Those of the scenario and those of its swarm. */
  readonly faults: readonly PlannedFault[];
}

export function drawRun(scenario: Scenario, seed: string, chooser = seededChooser): DrawnRun {
  const { fleet, swarm } = scenario;
  const ids = nodeIdsOf(
    seed,
    fleet.nodes.map(({ id }) => id),
  );
  const prng = Prng.seeded(seed);
  const swarmParts = { nodes: fleet.nodes, chooser, prng: prng.fork("swarm") };
  const drawn = swarm === undefined ? [] : drawSwarm({ swarm, ...swarmParts });
  return {
    ...{ scenario, seed, chooser, prng },
    cast: new Cast(fleet.nodes, ids),
    nodes: describe(scenario, ids),
    faults: [...scenario.faults, ...drawn],
  };
}

function describe({ fleet, options }: Scenario, ids: readonly string[]): NodeDescription[] {
  const { agent, life } = options.fleet;
  return fleet.nodes.map(({ name, state, profile, tags }, index) => ({
    id: ids[index] ?? "",
    tags: { Name: name, ...tags },
    profile,
    state,
    options: withProfile(agent, profile),
    life,
  }));
}
