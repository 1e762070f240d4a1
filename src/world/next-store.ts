/**
 * What an agent finds on its disk when it starts, where that is not what its last life left there.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { AgentWorkshop } from "./agent-lives.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Troubles } from "./troubles.ts";

export interface NextStoreParts {
  readonly troubles: Troubles;
  readonly workshop: () => AgentWorkshop;
  readonly write: (fact: TraceFact) => void;
}

/** Puts what a fault wants there in the place of a node's store, once. */
export function takeNextStore(node: ManagedNode, parts: NextStoreParts): void {
  const trouble = parts.troubles.of(node);
  const next = trouble?.nextStore;
  if (trouble === undefined || next === undefined) return;
  trouble.nextStore = undefined;
  parts.troubles.tidy(node);
  parts.workshop().replaceStore(node, next);
  const { kind, store } = next;
  parts.write({ event: "store.replaced", node: node.id, kind, jobs: store.jobs.size });
}
