/** What becomes of a scenario in virtual time, over many seeds. */
import type { Outcome, RunResult } from "../../src/scenario/result.ts";
import { playRun } from "../../src/scenario/run/play-run.ts";
import { runSeed } from "../../src/scenario/run/run-seed.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

/** What is compared of a run. */
export interface Came {
  readonly outcomes: readonly Outcome[];
  readonly violations: readonly { readonly property: string }[];
}

export interface Difference {
  /** How every command ended on every node, when no seed has that. */
  readonly outcome: string | undefined;
  /** Properties that no seed has broken. */
  readonly broken: readonly string[];
}

/**
 * What a run has shown that none of so many seeds shows in virtual time. They are played one after
 * the other until nothing is left to be found.
 */
export function unlikeVirtual(scenario: Scenario, run: Came, seeds: number): Difference {
  let outcome: string | undefined = outcomeText(run);
  let broken = [...new Set(run.violations.map(({ property }) => property))];
  for (let index = 0; index < seeds; index += 1) {
    if (outcome === undefined && broken.length === 0) break;
    const virtual = playWhole(scenario, runSeed(scenario.options.seed, index));
    if (outcomeText(virtual) === outcome) outcome = undefined;
    const found = new Set(virtual.violations.map(({ property }) => property));
    broken = broken.filter((property) => !found.has(property));
  }
  return { outcome, broken };
}

/** `deploy/web: Cancelled (Cancelled)`, for each command and node, in order. */
function outcomeText({ outcomes }: Pick<Came, "outcomes">): string {
  const ends = outcomes.map(
    ({ command, node, status, details }) => `${command}/${node}: ${status} (${details})`,
  );
  return ends.sort().join(", ");
}

function playWhole(scenario: Scenario, seed: string): RunResult {
  const run = playRun({ scenario, seed });
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return turn.value;
  }
}
