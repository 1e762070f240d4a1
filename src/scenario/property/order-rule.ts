/**
 * Which of the two the agent has written down first decides: its end of the command, or the cancel.
 * Between the exit of a process and what comes of that the end may be written down, or not yet.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf, isFinalReply } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const orderRule: Property = {
  name: "orderRule",
  judgedOn: "agent",
  says: "A cancel that was taken before the end never leaves Success, and one taken after it never Cancelled.",
  sees: ["job.acked", "job.ended", "process.exited", "process.started", "reply.sent"],
  monitor: () => new OrderRule(),
};

class OrderRule extends PropertyMonitor {
  private cancelled = new Marks();
  private ended = new Marks();
  private exited = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const taken = cancelTaken(event);
    if (taken !== "") {
      const isDecided = !this.ended.has(taken) && !this.exited.has(taken);
      if (isDecided) this.cancelled.setOnce(taken, 1, event.seq);
      return NOTHING;
    }
    const key = invocationOf(event);
    if (event.event === "process.started") this.exited.delete(key);
    if (event.event === "process.exited") this.exited.set(key, 1, event.seq);
    if (event.event === "job.ended") {
      this.ended.setOnce(key, event["status"] === "Cancelled" ? 1 : 0, event.seq);
    }
    if (!isFinalReply(event)) return NOTHING;
    const cancel = this.cancelled.get(key);
    const end = this.ended.get(key);
    if (cancel !== undefined && event["status"] === "Success") {
      const says = "Success was reported although the cancel had been taken before the end";
      return violation(orderRule.name, { since: cancel.seq, event }, says);
    }
    if (cancel !== undefined || end?.is !== 0 || event["status"] !== "Cancelled") return NOTHING;
    const says = "Cancelled was reported although it had ended otherwise before";
    return violation(orderRule.name, { since: end.seq, event }, says);
  }
}
