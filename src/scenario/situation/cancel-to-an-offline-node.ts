import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { isPowerOff, numberOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelToAnOfflineNode: Situation = {
  name: "cancelToAnOfflineNode",
  says: "A command was cancelled while its node had no open channel.",
  monitor: () => new CancelToAnOfflineNode(),
};

class CancelToAnOfflineNode implements SituationMonitor {
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

  clone(): CancelToAnOfflineNode {
    const copy = new CancelToAnOfflineNode();
    copy.open = this.open.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.open.encode(encoder);
  }
}
