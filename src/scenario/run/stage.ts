/**
 * Everything that one run is played with: the world, its one client, the steps and the faults, and
 * who watches. It is made from a scenario and a seed, and nothing else.
 */
import { Controller } from "../../controller/controller.ts";
import type { Chooser } from "../../kernel/chooser.ts";
import type { TraceEvent, TraceReader } from "../../kernel/trace.ts";
import { ClientCalls } from "../../world/client-calls.ts";
import { World } from "../../world/world.ts";
import { createDocumentCall, documentRefusal } from "../create-document.ts";
import type { Scenario } from "../scenario.ts";
import type { Cast } from "./cast.ts";
import { drawRun } from "./drawn-run.ts";
import { Observation } from "./observation.ts";
import { makePlayers } from "./players.ts";
import type { Players } from "./players.ts";

export interface StageParts {
  readonly scenario: Scenario;
  readonly seed: string;
  /** Further readers of the trace, from its first line on. */
  readonly readers?: readonly TraceReader[];
  /** @defaultValue every choice is drawn from the seed */
  readonly chooser?: Chooser;
}

export interface Stage extends Players {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly cast: Cast;
  readonly world: World;
  readonly calls: ClientCalls;
  readonly observation: Observation;
}

export function makeStage(parts: StageParts): Stage {
  const { scenario, seed, readers = [] } = parts;
  const { fleet } = scenario.options;
  const drawn = drawRun(scenario, seed, parts.chooser);
  const { chooser, prng, cast } = drawn;
  const observation = new Observation(fleet);
  // The world has written its first lines before there is anybody to play in it.
  const early: TraceEvent[] = [];
  let see: TraceReader = (event) => early.push(event);
  const world = World.create({
    seed,
    controller: new Controller(fleet.controller, prng.fork("ids")),
    nodes: drawn.nodes,
    latency: fleet.latencyMs,
    chooser,
    readers: [(event) => see(event), (event) => observation.see(event), ...readers],
    // Without a fault the controller has one life.
    keepsRows: drawn.faults.length > 0,
    behaviours: scenario.fleet.behaviours,
  });
  const clientPrng = prng.fork("clients");
  const calls = new ClientCalls({ world, chooser, latency: fleet.latencyMs, prng: clientPrng });
  const players = makePlayers(drawn, world, calls);
  ({ see } = players);
  for (const event of early) see(event);
  createDocuments(world, scenario);
  return { ...players, scenario, seed, cast, world, calls, observation };
}

/** At time 0, before anybody else does anything. */
function createDocuments(world: World, { documents }: Scenario): void {
  for (const document of documents) {
    const refusal = documentRefusal(document, world.call(createDocumentCall(document)));
    // Whoever read the scenario has seen to that.
    if (refusal !== undefined) throw new Error(refusal);
  }
}
