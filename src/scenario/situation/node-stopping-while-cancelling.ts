import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isMove } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const nodeStoppingWhileCancelling: Situation = {
  name: "nodeStoppingWhileCancelling",
  says: "A node went to Stopping while a command on it was Cancelling.",
  sees: ["node.stateChanged", "status.changed"],
  monitor: () => new NodeStoppingWhileCancelling(),
};

class NodeStoppingWhileCancelling extends Remembering {
  private cancelling = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (isMove(event) && event["to"] === "Cancelling") this.cancelling.set(key, 1, event.seq);
    if (isEnd(event)) this.cancelling.delete(key);
    if (event.event !== "node.stateChanged" || event["to"] !== "Stopping") return false;
    return [...this.cancelling.entries()].some(([one]) => one.endsWith(`/${event.node ?? ""}`));
  }
}
