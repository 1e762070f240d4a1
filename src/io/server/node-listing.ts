/**
 * Nodes as the admin API shows them: what the controller knows, and who carries them.
 */
import type { RegisteredNode } from "../../controller/registered-node.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import type { PingStatus } from "../../ssm/status.ts";
import type { Hosts } from "../host-channel/hosts.ts";

export interface NodeListing {
  readonly id: string;
  readonly state: NodeState;
  /** Null until the agent has reported once. */
  readonly ping: PingStatus | null;
  readonly profile: string;
  readonly kind: "simulated" | "real-agent";
  /** "" for a node that no host has announced. */
  readonly host: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One node. A node that no host ever announced is a real agent's. */
export function listNode(node: RegisteredNode, hosts: Hosts): NodeListing {
  const { id, state, pingStatus, profile, host, tags } = node;
  const carried = hosts.hostOf(id)?.nodes.get(id);
  const kind = carried?.kind ?? (host === "" ? "real-agent" : "simulated");
  return { id, state, ping: pingStatus ?? null, profile, kind, host, tags };
}
