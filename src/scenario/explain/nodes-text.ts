/**
 * Nodes by name, in a line of bounded length.
 */
import type { ScenarioNode } from "../scenario.ts";

const LISTED_MAX = 12;

/** `a1, a2, b`; of many the first ones and how many there are. */
export function nodesText(names: readonly string[]): string {
  if (names.length === 0) return "no node";
  if (names.length <= LISTED_MAX) return names.join(", ");
  return `${names.slice(0, LISTED_MAX - 2).join(", ")}, ... (${names.length} nodes)`;
}

/** The same of a scope: undefined is every node. */
export function scopeText(
  names: readonly string[] | undefined,
  nodes: readonly ScenarioNode[],
): string {
  if (names !== undefined) return nodesText(names);
  return `every node (${nodesText(nodes.map(({ name }) => name))})`;
}
