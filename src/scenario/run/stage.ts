/**
 * Everything that one run is played with: the world, its one client, the steps and the faults, and
 * who watches. It is made from a scenario and a seed, and nothing else.
 */
import { withProfile } from "../../agent/options.ts";
import { Controller } from "../../controller/controller.ts";
import { seededChooser } from "../../kernel/chooser.ts";
import type { Chooser } from "../../kernel/chooser.ts";
import { Prng } from "../../kernel/prng.ts";
import type { TraceEvent, TraceReader } from "../../kernel/trace.ts";
import { ClientCalls } from "../../world/client-calls.ts";
import type { NodeDescription } from "../../world/managed-node.ts";
import { nodeIdsOf } from "../../world/node-ids.ts";
import { World } from "../../world/world.ts";
import type { Scenario } from "../scenario.ts";
import { Cast } from "./cast.ts";
import { Client } from "./client.ts";
import { drawSwarm } from "./draw-swarm.ts";
import { FaultPlay } from "./fault-play.ts";
import { Observation } from "./observation.ts";
import { Readiness } from "./readiness.ts";
import { StepPlay } from "./step-play.ts";

export interface StageParts {
  readonly scenario: Scenario;
  readonly seed: string;
  /** Further readers of the trace, from its first line on. */
  readonly readers?: readonly TraceReader[];
  /** @defaultValue every choice is drawn from the seed */
  readonly chooser?: Chooser;
}

export interface Stage {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly cast: Cast;
  readonly world: World;
  readonly calls: ClientCalls;
  readonly steps: StepPlay;
  readonly faults: FaultPlay;
  readonly readiness: Readiness;
  readonly observation: Observation;
}

export function makeStage(parts: StageParts): Stage {
  const { scenario, seed, readers = [], chooser = seededChooser } = parts;
  const { nodes } = scenario.fleet;
  const { fleet } = scenario.options;
  const ids = nodeIdsOf(
    seed,
    nodes.map(({ id }) => id),
  );
  const cast = new Cast(nodes, ids);
  const observation = new Observation(fleet);
  const readiness = new Readiness(
    ids.filter((_, index) => nodes[index]?.state === "Running"),
    fleet.controller.controlChannels === "denied",
  );
  const prng = Prng.seeded(seed);
  const { swarm } = scenario;
  const swarmParts = { nodes, chooser, prng: prng.fork("swarm") };
  const drawn = swarm === undefined ? [] : drawSwarm({ swarm, ...swarmParts });
  const planned = [...scenario.faults, ...drawn];
  // The world has written its first lines before there is anybody to play in it.
  const early: TraceEvent[] = [];
  let see: TraceReader = (event) => early.push(event);
  const world = World.create({
    seed,
    controller: new Controller(fleet.controller, prng.fork("ids")),
    nodes: describe(scenario, ids),
    latency: fleet.latencyMs,
    chooser,
    readers: [(event) => see(event), (event) => observation.see(event), ...readers],
    // Without a fault the controller has one life.
    keepsRows: planned.length > 0,
    behaviours: scenario.fleet.behaviours,
  });
  const clientPrng = prng.fork("clients");
  const calls = new ClientCalls({ world, chooser, latency: fleet.latencyMs, prng: clientPrng });
  const client = new Client(calls, cast);
  const faults = new FaultPlay({ faults: planned, world, cast });
  const stepParts = { steps: scenario.steps, world, client, cast, chooser };
  const steps = new StepPlay({ ...stepParts, prng: prng.fork("steps") });
  see = (event) => {
    // The name of a command first: the others read with it.
    client.see(event);
    readiness.see(event);
    faults.see(event);
    steps.see(event);
  };
  for (const event of early) see(event);
  return { scenario, seed, cast, world, calls, steps, faults, readiness, observation };
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
