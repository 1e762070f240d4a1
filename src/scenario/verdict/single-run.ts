/**
 * The result of one run by itself, for files that tell of each run of a scenario.
 *
 * What only several runs show is not judged from one of them.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { LiveFacts, RunResult, ScenarioResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { brokenOffGap, judgePart } from "./partial.ts";
import { withRepeats } from "./repeats.ts";
import { judgeRuns } from "./verdict.ts";

export interface SingleRun {
  readonly scenario: Scenario;
  readonly file: string;
  readonly run: RunResult;
  readonly trace: readonly TraceEvent[];
  readonly repeat: string;
  /** Undefined when it was played in virtual time. */
  readonly live?: LiveFacts | undefined;
}

export function singleRun(single: SingleRun): ScenarioResult {
  const { scenario, file, run, trace, repeat, live } = single;
  const { exit, complaints: found } =
    run.isBrokenOff === true
      ? judgePart(scenario, run, brokenOffGap(run))
      : judgeRuns(scenario, [run], scenario.options.runs === 1);
  const complaints = withRepeats(found, () => repeat);
  const shown = { run, trace };
  const judged = { scenario, file, exit, complaints, repeat, runs: [run], shown };
  return live === undefined ? judged : { ...judged, live };
}
