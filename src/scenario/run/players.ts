/**
 * Those who act in a run, whatever world it is played in: the client with the steps, and the faults.
 */
import type { TraceReader } from "../../kernel/trace.ts";
import { Client } from "./client.ts";
import type { DrawnRun } from "./drawn-run.ts";
import { FaultPlay } from "./fault-play.ts";
import { Readiness } from "./readiness.ts";
import type { Calls, Scene } from "./scene.ts";
import { StepPlay } from "./step-play.ts";

export interface Players {
  readonly steps: StepPlay;
  readonly faults: FaultPlay;
  readonly readiness: Readiness;
  /** Shows them a line of the trace. */
  readonly see: TraceReader;
}

export function makePlayers(drawn: DrawnRun, world: Scene, calls: Calls): Players {
  const { scenario, cast, chooser, prng, nodes } = drawn;
  const readiness = new Readiness(
    nodes.filter(({ state }) => state === "Running").map(({ id }) => id),
    scenario.options.fleet.controller.controlChannels === "denied",
  );
  const client = new Client(calls, cast);
  const faults = new FaultPlay({ faults: drawn.faults, world, cast });
  const stepParts = { steps: scenario.steps, world, client, cast, chooser };
  const steps = new StepPlay({ ...stepParts, prng: prng.fork("steps") });
  const see: TraceReader = (event) => {
    // The name of a command first: the others read with it.
    client.see(event);
    readiness.see(event);
    faults.see(event);
    steps.see(event);
  };
  return { steps, faults, readiness, see };
}
