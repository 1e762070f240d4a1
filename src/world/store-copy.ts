/**
 * What stands on a node's disk at one moment: the agent's records, and what its document workers
 * have left for it. Never changed once made.
 */
import { AgentStore } from "../agent/agent-store.ts";
import type { WorkerMessage } from "../agent/input.ts";
import type { ManagedNode } from "./managed-node.ts";

export interface StoreCopy {
  /** How it came about, for the trace. */
  readonly kind: "lost" | "stale";
  readonly store: AgentStore;
  /** By command id. */
  readonly said: ReadonlyMap<string, readonly WorkerMessage[]>;
}

/** An empty disk. */
export function lostStore(): StoreCopy {
  return { kind: "lost", store: new AgentStore(), said: new Map() };
}

export function copyStore({ store, workers }: ManagedNode): StoreCopy {
  const said = new Map([...workers].map(([id, seat]) => [id, [...seat.said]]));
  return { kind: "stale", store: store.clone(), said };
}
