/**
 * Does to a node what a step says. An order that its state does not take is an ignored event of the
 * trace, and nothing else.
 */
import type { World } from "../../world/world.ts";
import type { Action } from "../scenario.ts";

export type Order = Exclude<Action, { readonly do: "send" | "cancel" | "wait" | "poll" }>;

export function giveOrder(world: World, nodeId: string, order: Order): void {
  switch (order.do) {
    case "restart":
      world.restartAgent(nodeId);
      return;
    case "crash": {
      const node = world.host.node(nodeId);
      if (node !== undefined) world.host.crashAgent(node, order.restartMs);
      return;
    }
    default:
      world.order(nodeId, order.do);
  }
}
