/** A step in a few words, as its file says it: `cancel deploy`, `stop a1, a2`. */
import type { Step } from "./scenario.ts";

export function stepText({ action }: Step): string {
  switch (action.do) {
    case "send":
      return `send ${action.as}`;
    case "cancel": {
      const { command, nodes } = action;
      return nodes === undefined ? `cancel ${command}` : `cancel ${command} on ${nodes.join(", ")}`;
    }
    case "wait":
      return `wait for ${action.until.event}`;
    case "poll":
      return `wait for ${action.statuses.join(" or ")} of ${action.command} on ${action.node}`;
    default:
      return `${action.do} ${action.nodes.join(", ")}`;
  }
}
