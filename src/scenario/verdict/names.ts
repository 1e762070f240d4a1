/** The names that a scenario has for the ids of a run, for sentences. */
import type { RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";

export function nameOfNode({ nodeIds }: RunResult, id: string): string {
  return nameOf(nodeIds, id);
}

export function nameOfCommand({ commandIds }: RunResult, id: string): string {
  return nameOf(commandIds, id);
}

/** Whether a name of a scenario, a node's or a group's, means a node. */
export function means({ fleet }: Scenario, name: string, node: string): boolean {
  return name === node || fleet.nodes.find((one) => one.name === node)?.group === name;
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOfWords(words: readonly string[]): string {
  const [last = "", ...others] = words.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} or ${last}`;
}

function nameOf(ids: Readonly<Record<string, string>>, id: string): string {
  return Object.keys(ids).find((name) => ids[name] === id) ?? id;
}
