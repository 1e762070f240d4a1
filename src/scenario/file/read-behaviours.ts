/**
 * `fleet.behaviours` alone, for who has no file: the same form, and the same words for what is wrong.
 */
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import { fleetForm } from "./fleet-form.ts";
import { houseWords, mistakesOf } from "./mistakes.ts";
import { readPlain } from "./plain-source.ts";
import { listProblems } from "./problem.ts";
import type { Problems } from "./problem.ts";

export type BehavioursReading = { readonly behaviours: readonly MatchedBehaviour[] } | Problems;

const form = fleetForm.pick({ behaviours: true });

/**
 * Behaviours of commands from a value that a program made; undefined is none.
 *
 * Errors: every problem of the value, the first PROBLEMS_MAX of them, with paths from `behaviours` on.
 */
export function readBehaviours(behaviours: unknown): BehavioursReading {
  const source = readPlain({ behaviours });
  const problemsOf = (mistakes: Parameters<typeof listProblems>[0]): Problems =>
    listProblems(mistakes, "", () => undefined);
  if (!("value" in source)) return problemsOf(source);
  const { data, error } = form.safeParse(source.value, { error: houseWords });
  return data ?? problemsOf(mistakesOf(error, source.value));
}
