import type { TraceEvent } from "../../kernel/trace.ts";
import { isPowerOff, numberOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelToAnOfflineNode: Situation = {
  name: "cancelToAnOfflineNode",
  says: "A command was cancelled while its node had no open channel.",
  sees: ["agent.stopped", "cancel.accepted", "link.closed", "link.opened", "node.stateChanged"],
  monitor: () => new CancelToAnOfflineNode(),
};

class CancelToAnOfflineNode extends Remembering {
  private open = new Marks();

  see(event: TraceEvent): boolean {
    const node = event.node ?? "";
    if (event.event === "link.opened") this.open.set(node, numberOf(event, "epoch"), event.seq);
    if (isPowerOff(event)) this.open.delete(node);
    if (event.event === "link.closed" && this.open.get(node)?.is === event["epoch"]) {
      this.open.delete(node);
    }
    return event.event === "cancel.accepted" && !this.open.has(node);
  }
}
