/**
 * What came of a live run, from what was collected of it: of one that is over, and of one that was
 * broken off.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { LIVE_VIEW } from "../../scenario/property/monitor.ts";
import type { RunResult } from "../../scenario/result.ts";
import { Observation } from "../../scenario/run/observation.ts";
import { outcomesOf } from "../../scenario/run/outcomes.ts";
import { storedOutcomes } from "../../scenario/stored/stored-outcomes.ts";
import type { LiveStage } from "./live-stage.ts";

export interface LiveRun {
  readonly run: RunResult;
  readonly trace: readonly TraceEvent[];
  /** How real processes were held together; undefined when they are simulated. */
  readonly containment: string | undefined;
}

/** Of a run that is over, before anything of its fleet is ended. */
export function resultOf(stage: LiveStage, readyMs: number, notReady: readonly string[]): LiveRun {
  const { cast } = stage;
  const { controller } = stage.world.service;
  const { trace, endMs, observation } = observe(stage);
  const run = {
    ...factsOf(stage, observation),
    ...{ readyMs, notReady, endMs, violations: observation.end(endMs) },
    outcomes: outcomesOf({ controller, cast, escaped: observation.escaped }),
  };
  return { run, trace, containment: stage.host.containment };
}

/** How it stood when it was broken off, from its trace: the records of its fleet have changed since. */
export function brokenOff(stage: LiveStage, readyMs: number): LiveRun {
  const { trace, endMs, observation } = observe(stage);
  const facts = factsOf(stage, observation);
  const run = {
    ...facts,
    ...{ readyMs, notReady: [], endMs, violations: observation.violations },
    outcomes: storedOutcomes(trace, facts, observation.escaped),
    isBrokenOff: true,
  } as const;
  return { run, trace, containment: stage.host.containment };
}

/** What is alive when all has ended is a violation that no line of the trace shows. */
export function withLeft(played: LiveRun, left: readonly string[]): LiveRun {
  if (left.length === 0) return played;
  const { run, trace } = played;
  const last = Math.max(0, trace.length - 1);
  const found = left.map((says) => ({
    property: "simulatorStopsItself",
    seqs: [last, last] as const,
    says,
  }));
  return { ...played, run: { ...run, violations: [...run.violations, ...found] } };
}

function observe({ trace: collected, scenario }: LiveStage) {
  const trace = collected.sorted();
  const observation = new Observation(scenario.options.fleet, LIVE_VIEW);
  for (const event of trace) observation.see(event);
  // As whoever reads the stored trace has it.
  const endMs = trace.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  return { trace, observation, endMs };
}

function factsOf({ cast, steps, faults, seed }: LiveStage, observation: Observation) {
  return {
    ...{ seed, nodeIds: cast.nodeIds, commandIds: cast.commandIds },
    ...{ unplayed: steps.unplayed, refusals: steps.refusals, fired: faults.fired },
    sightings: observation.sightings,
    traceHash: observation.traceHash,
    events: observation.events,
  };
}
