/**
 * The fleet that `up` starts: so many nodes that are all alike, or that of a scenario's file.
 */
import { withProfile } from "../agent/options.ts";
import type { NodeTemplate } from "../io/host/new-nodes.ts";
import type { MatchedBehaviour } from "../process/behaviour.ts";
import { problemLines } from "../scenario/file/problem.ts";
import type { Scenario, ScenarioDocument } from "../scenario/scenario.ts";
import { LIVE_DEFAULTS, setOptions } from "../world/fleet-options.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import type { NodeDescription } from "../world/managed-node.ts";
import { nodeIdsOf } from "../world/node-ids.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { AgentFlags, CommonFlags } from "./fleet-flags.ts";
import { loadScenario } from "./load-scenario.ts";
import { describeNodes, nodeTemplates } from "./new-nodes.ts";
import type { Output } from "./output.ts";
import { startSeed } from "./start-seed.ts";

export interface UpFleet {
  readonly seed: string;
  readonly options: FleetOptions;
  readonly nodes: readonly NodeDescription[];
  /** What nodes that are added later may be. */
  readonly templates: readonly NodeTemplate[];
  /** Of commands of simulated processes. */
  readonly behaviours: readonly MatchedBehaviour[];
  /** That are there from the start. */
  readonly documents: readonly ScenarioDocument[];
}

type Flags = CommonFlags & AgentFlags & { readonly nodes: number };

export function alikeFleet({ nodes: count, profile, set: options, ...flags }: Flags): UpFleet {
  const seed = startSeed(flags.seed);
  return {
    ...{ seed, options },
    nodes: describeNodes({ count, tags: {}, profile, seed, options }),
    templates: nodeTemplates(profile, options),
    ...{ behaviours: [], documents: [] },
  };
}

/**
 * The fleet of a file with what it sets; the command line's own --seed and --set come first.
 *
 * Errors: 64 for a file with problems, after a line for each.
 */
export async function scenarioFleet(file: string, flags: Flags, output: Output): Promise<UpFleet> {
  const loaded = await loadScenario(file);
  if ("scenario" in loaded) {
    const { behaviours } = loaded.scenario.fleet;
    if (behaviours.length > 0 && flags.processes === "real") output.say(REAL);
    return fleetOf(loaded.scenario, flags);
  }
  for (const line of problemLines(file, loaded)) output.say(line);
  throw new CommandError(EXIT.usage, "");
}

const REAL =
  "fleetsim: the file's behaviours are for simulated processes; real ones do what their programs do";

function fleetOf({ options: own, fleet, documents }: Scenario, flags: Flags): UpFleet {
  const seed = flags.seed ?? own.seed;
  const options = setOptions(setOptions(LIVE_DEFAULTS, own.set), flags.set.given);
  const ids = nodeIdsOf(
    seed,
    fleet.nodes.map(({ id }) => id),
  );
  const nodes = fleet.nodes.map(({ tags, state, profile }, index) => ({
    ...{ id: ids[index] ?? "", tags, state, profile },
    options: withProfile(options.agent, profile),
    life: options.life,
  }));
  // Nodes that are added later and name no profile are like the first of the file.
  const [first] = fleet.nodes;
  const templates = nodeTemplates(first?.profile ?? flags.profile, options);
  return { seed, options, nodes, templates, behaviours: fleet.behaviours, documents };
}
