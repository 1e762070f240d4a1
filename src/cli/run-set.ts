/**
 * `--set NAME=VALUE` of `fleetsim run`: on top of what each scenario sets itself.
 */
import { InvalidArgumentError } from "commander";
import type { Scenario } from "../scenario/scenario.ts";
import { LIVE_DEFAULTS, setOption, setOptions, VIRTUAL_DEFAULTS } from "../world/fleet-options.ts";

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** One more assignment. Errors: a name that is not known, a value of another form. */
export function readAssignment(text: string, before: readonly Assignment[]): readonly Assignment[] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`Expected NAME=VALUE, found "${text}".`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const tried = setOption(VIRTUAL_DEFAULTS, name, value);
  if ("problem" in tried) throw new InvalidArgumentError(`${tried.problem}.`);
  return [...before, { name, value }];
}

export function withAssignments(scenario: Scenario, assignments: readonly Assignment[]): Scenario {
  let { fleet } = scenario.options;
  for (const { name, value } of assignments) {
    const read = setOption(fleet, name, value);
    if ("problem" in read) throw new Error(read.problem);
    fleet = read;
  }
  const set = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
  const options = { ...scenario.options, fleet, set: { ...scenario.options.set, ...set } };
  return { ...scenario, options };
}

/** The options of a live fleet, with what the scenario sets. */
export function withLiveDefaults(scenario: Scenario): Scenario {
  const fleet = setOptions(LIVE_DEFAULTS, scenario.options.set);
  return { ...scenario, options: { ...scenario.options, fleet } };
}
