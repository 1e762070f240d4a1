/**
 * Orders to a node and to its agent, with repeats that do no harm and refusals that say why.
 */
import type { Host } from "../../world/host.ts";
import { hasPower, nodeStateOf } from "../../world/life.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import type { NodeOrderWord } from "../host-channel/protocol.ts";
import type { HostRefusal } from "./host-refusal.ts";

type LifeOrder = Exclude<NodeOrderWord, "crash" | "restart">;

/** States in which an order has been obeyed already, or is being obeyed. */
const OBEYED: Readonly<Record<LifeOrder, readonly NodeState[]>> = {
  stop: ["Stopping", "Stopped"],
  start: ["Pending", "Running"],
  // A node that reboots is Running all the while; one that is up takes the order itself.
  reboot: ["Running"],
  terminate: ["Shutting-down", "Terminated"],
};

const TAKES: Readonly<Record<LifeOrder, string>> = {
  stop: "Running",
  start: "Stopped",
  reboot: "Running",
  terminate: "any state",
};

/**
 * Carries an order out; undefined when it was obeyed, now or before.
 *
 * Errors: WrongState for a state that can't take it; `terminate` is never refused.
 */
export function obey(host: Host, node: ManagedNode, order: NodeOrderWord): HostRefusal | undefined {
  if (order === "crash" || order === "restart") return orderAgent(host, node, order);
  const state = nodeStateOf(node.state);
  // Asked first, so that a repeat is no ignored event in the trace.
  const isRepeat = OBEYED[order].includes(state) && !(order === "reboot" && hasPower(node.state));
  if (isRepeat || host.order(node, order)) return undefined;
  return { error: "WrongState", expected: TAKES[order], found: state };
}

/** The agent's process ends, or ends and starts over what it has stored; its work goes on. */
function orderAgent(
  host: Host,
  node: ManagedNode,
  order: "crash" | "restart",
): HostRefusal | undefined {
  if (!hasPower(node.state)) {
    const state = nodeStateOf(node.state);
    const found = state === "Running" ? "Running, rebooting" : state;
    return { error: "WrongState", expected: "Running", found };
  }
  host.crashAgent(node);
  if (order === "restart") host.startAgent(node);
  return undefined;
}
