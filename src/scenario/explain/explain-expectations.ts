/**
 * What is expected, in words.
 */
import { msText } from "../../kernel/duration.ts";
import type { Expectations, ScenarioNode } from "../scenario.ts";
import { scopeText } from "./nodes-text.ts";

export function explainExpectations(
  { always, eventuallyMs, outcomes, sometimes, findings }: Expectations,
  nodes: readonly ScenarioNode[],
): readonly string[] {
  return [
    `never fails: ${listed(always)}`,
    `everything has ended ${msText(eventuallyMs)} after the healing`,
    ...Object.entries(outcomes).flatMap(([command, byNode]) =>
      Object.entries(byNode).map(
        ([node, statuses]) =>
          `${command} on ${node === "*" ? "every other node" : node} ends ${statuses.join(" or ")}`,
      ),
    ),
    ...(sometimes.length === 0 ? [] : [`in one of the runs at least: ${listed(sometimes)}`]),
    ...findings.map(
      (finding) => `over all runs fails: ${finding.property} on ${scopeText(finding.nodes, nodes)}`,
    ),
  ];
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? "nothing" : words.join(", ");
}
