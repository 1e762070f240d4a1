/**
 * What the controller has cancelled at once, without a word of the agent, was surely not with it.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isMove, offered, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const cancelBeforeDelivery: Property = {
  name: "cancelBeforeDelivery",
  judgedOn: "controller",
  says: "A command that was cancelled before its delivery is not handed over, and nothing of it starts.",
  sees: ["frame.sent", "job.started", "process.started", "status.changed"],
  monitor: () => new CancelBeforeDelivery(),
};

class CancelBeforeDelivery extends PropertyMonitor {
  private resolved = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = offered(event) === "" ? invocationOf(event) : offered(event);
    if (isMove(event) && event["to"] === "Cancelled" && UNDELIVERED.has(textOf(event, "from"))) {
      this.resolved.set(key, 1, event.seq);
    }
    const since = this.resolved.get(key)?.seq;
    const isStart = event.event === "job.started" || event.event === "process.started";
    if (since === undefined || (!isStart && offered(event) === "")) return NOTHING;
    const says = "it was Cancelled before its delivery, and came to its node all the same";
    return violation(cancelBeforeDelivery.name, { since, event }, says);
  }
}

const UNDELIVERED: ReadonlySet<string> = new Set(["Pending", "Delayed"]);
