/**
 * Does to a node what a step says. An order that its state does not take is an ignored event of the
 * trace, and nothing else.
 */
import type { Action } from "../scenario.ts";
import type { Scene } from "./scene.ts";

export type Order = Exclude<Action, { readonly do: "send" | "cancel" | "wait" | "poll" }>;

export function giveOrder(world: Scene, nodeId: string, order: Order): void {
  switch (order.do) {
    case "restart":
      world.restartAgent(nodeId);
      return;
    case "crash":
      world.crashAgent(nodeId, order.restartMs);
      return;
    default:
      world.order(nodeId, order.do);
  }
}
