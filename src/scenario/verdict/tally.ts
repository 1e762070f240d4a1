/**
 * Counts in how many runs something was found, and keeps the first of each kind.
 */
import type { RunResult } from "../result.ts";

export interface Found<Thing> {
  /** The first one. */
  readonly thing: Thing;
  /** The run that shows it. */
  readonly run: RunResult;
  /** In how many runs there was one. */
  readonly runs: number;
}

/** What `list` finds in the runs, by key, in the order in which keys were found first. */
export function tally<Thing>(
  runs: readonly RunResult[],
  list: (run: RunResult) => readonly (readonly [key: string, thing: Thing])[],
): ReadonlyMap<string, Found<Thing>> {
  const all = new Map<string, Found<Thing>>();
  for (const run of runs) {
    for (const [key, thing] of firstOfEach(list(run))) {
      const found = all.get(key);
      all.set(
        key,
        found === undefined ? { thing, run, runs: 1 } : { ...found, runs: found.runs + 1 },
      );
    }
  }
  return all;
}

function firstOfEach<Thing>(
  list: readonly (readonly [key: string, thing: Thing])[],
): ReadonlyMap<string, Thing> {
  const first = new Map<string, Thing>();
  for (const [key, thing] of list) if (!first.has(key)) first.set(key, thing);
  return first;
}

/** `seed 17; 3 of 100 runs`. */
export function whereFound({ run, runs }: Found<unknown>, all: readonly RunResult[]): string {
  return all.length === 1 ? `seed ${run.seed}` : `seed ${run.seed}; ${runs} of ${all.length} runs`;
}

/** `any of 100 runs`, for what was found in none. */
export function anyOf(runs: readonly RunResult[]): string {
  return runs.length === 1 ? "the run" : `any of ${runs.length} runs`;
}
