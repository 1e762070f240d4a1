/**
 * The first line of a stored trace of a run: all that was in force when it was played.
 */
import { FLEET_OPTIONS, optionText } from "../../world/fleet-options.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import type { LiveFacts, RunResult } from "../result.ts";
import type { PlannedFault, Scenario } from "../scenario.ts";

/** Where a run comes from. */
export interface TraceOrigin {
  /** Of the package. */
  readonly version: string;
  /** The scenario's file, as it was given. */
  readonly file: string;
  /** The options that were set beside it, by name, as they were written. */
  readonly set: Readonly<Record<string, string>>;
  /** Undefined when it was played in virtual time. */
  readonly live?: LiveFacts | undefined;
}

/** One line of JSON, without the newline. `../stored/read-header.ts` reads it back. */
export function traceHeader(scenario: Scenario, run: RunResult, origin: TraceOrigin): string {
  const { seed, readyMs, nodeIds, commandIds, notReady, unplayed, refusals, fired } = run;
  const { version, file, set, live } = origin;
  const brokenOff = run.isBrokenOff;
  return JSON.stringify({
    ...{ v: 1, version, file, set, live, brokenOff, seed, readyMs },
    nodes: nodeIds,
    commands: commandIds,
    ...{ notReady, unplayed, refusals, fired },
    options: optionTexts(scenario.options.fleet),
    scenario: effectiveScenario(scenario),
  });
}

/** Every option of docs/defaults.md with its value, as `--set` takes it. */
export function optionTexts(options: FleetOptions): Readonly<Record<string, string>> {
  const names = Object.keys(FLEET_OPTIONS);
  return Object.fromEntries(names.map((name) => [name, optionText(options, name)]));
}

/** The scenario as it was played, as plain data: faults by their names, options as written. */
export function effectiveScenario(scenario: Scenario): unknown {
  const { seed, runs, lastsMs, set } = scenario.options;
  return {
    ...scenario,
    options: { seed, runs, lastsMs, set },
    steps: scenario.steps.map(({ when, action }) => ({ when, action })),
    faults: scenario.faults.map(plainFault),
  };
}

function plainFault({ fault, ...plan }: PlannedFault): unknown {
  return { fault: fault.name, ...plan, place: undefined };
}
