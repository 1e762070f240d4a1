/**
 * How long a run of a scenario takes, from its first moment to its last: found out by playing it.
 */
import type { Scenario } from "../scenario.ts";
import { playRun } from "./play-run.ts";

/** About five seconds of work. */
const TURNS_MAX = 100;

/** Of the run of its own seed, in virtual milliseconds; undefined when that is too long to play. */
export function expectedMs(scenario: Scenario): number | undefined {
  const run = playRun({ scenario, seed: scenario.options.seed });
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const { done, value } = run.next();
    if (done === true) return value.endMs;
  }
  return undefined;
}
