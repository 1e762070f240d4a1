/**
 * Cancelled follows an accepted cancel, unless MaxErrors ended it; a report of TimedOut follows a
 * signal of the agent, which a script that kills itself does not get.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isFinalReply } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const expectedReason: Property = {
  name: "expectedReason",
  judgedOn: "both",
  says: "The final status names what ended the command: a cancel, a time limit of ours, its own end.",
  sees: ["cancel.accepted", "process.signalled", "reply.sent", "status.changed"],
  monitor: () => new ExpectedReason(),
};

class ExpectedReason extends PropertyMonitor {
  private cancelled = new Marks();
  private hit = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted") this.cancelled.setOnce(key, 1, event.seq);
    if (event.event === "process.signalled") this.hit.setOnce(key, 1, event.seq);
    if (isEnd(event) && event["details"] === "Cancelled" && !this.cancelled.has(key)) {
      const says = "it is Cancelled and nobody had cancelled it";
      return violation(expectedReason.name, { since: event.seq, event }, says);
    }
    const isTimeout = isFinalReply(event) && event["status"] === "TimedOut";
    if (!isTimeout || this.hit.has(key)) return NOTHING;
    const says = "TimedOut was reported and the agent had ended nothing";
    return violation(expectedReason.name, { since: event.seq, event }, says);
  }
}
