/**
 * Commands that ended otherwise than a scenario says, and those of which it says something in vain.
 */
import type { Complaint, Outcome, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { anyOfWords, means } from "./names.ts";
import { anyOf, tally, whereFound } from "./tally.ts";

/** The key that stands for every other node. */
const OTHERS = "*";

export function outcomeComplaints(
  scenario: Scenario,
  runs: readonly RunResult[],
): readonly Complaint[] {
  return Object.entries(scenario.expect.outcomes).flatMap(([command, expected]) => [
    ...wrongEnds(scenario, runs, command, expected),
    ...inVain(scenario, runs, command, expected),
  ]);
}

type Expected = Readonly<Record<string, readonly string[]>>;

function wrongEnds(
  scenario: Scenario,
  runs: readonly RunResult[],
  command: string,
  expected: Expected,
): readonly Complaint[] {
  const found = tally(runs, ({ outcomes }) =>
    outcomes.flatMap((outcome) => {
      const key = keyOf(scenario, expected, outcome.node);
      const isMeant = outcome.command === command && key !== undefined;
      return isMeant && !allows(expected[key], outcome) ? [[key, outcome] as const] : [];
    }),
  );
  return Array.from(found, ([key, one]) => {
    const { node, status, details } = one.thing;
    const end = status === details ? status : `${status} (${details})`;
    const words = anyOfWords(expected[key] ?? []);
    return {
      exit: 1,
      kind: "outcome",
      says: `expected ${command} on ${node} to end as ${words}; found ${end} (${whereFound(one, runs)})`,
      ...{ seed: one.run.seed, node, command },
    };
  });
}

/** A node of its own comes first, then its group, then all others. */
function keyOf(scenario: Scenario, expected: Expected, node: string): string | undefined {
  if (Object.hasOwn(expected, node)) return node;
  const group = Object.keys(expected).find((name) => means(scenario, name, node));
  return group ?? (Object.hasOwn(expected, OTHERS) ? OTHERS : undefined);
}

function allows(words: readonly string[] | undefined, { status, details }: Outcome): boolean {
  return words?.some((word) => word === status || word === details) === true;
}

/** A command that was accepted, and never for a node that something is said of. */
function inVain(
  scenario: Scenario,
  runs: readonly RunResult[],
  command: string,
  expected: Expected,
): readonly Complaint[] {
  const outcomes = runs.flatMap((run) => run.outcomes.filter((one) => one.command === command));
  // A command that never was is told with its step.
  if (outcomes.length === 0) return [];
  const met = new Set(outcomes.map(({ node }) => keyOf(scenario, expected, node)));
  const names = Object.keys(expected).filter((name) => name !== OTHERS && !met.has(name));
  return names.map((name) => ({
    exit: 2,
    kind: "outcome",
    says: `expected ${command} to have ${name} among its nodes; found that in not ${anyOf(runs)}`,
    ...{ node: name, command },
  }));
}
