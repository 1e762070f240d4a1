/**
 * The call is answered with success all the same. What expired while it was Cancelling may have a
 * cancel under way that was accepted before.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, isEnd, isMove } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const cancelAfterTerminalIsANoOp: Property = {
  name: "cancelAfterTerminalIsANoOp",
  judgedOn: "controller",
  says: "A cancel of what has ended changes nothing and sends nothing.",
  sees: ["cancel.accepted", "frame.sent", "status.changed"],
  monitor: () => new CancelAfterTerminalIsANoOp(),
};

class CancelAfterTerminalIsANoOp extends PropertyMonitor {
  private ended = new Marks();
  private late = new Marks();
  private owed = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = cancelledBy(event) === "" ? invocationOf(event) : cancelledBy(event);
    const late = this.late.get(key);
    if (isEnd(event)) this.ended.setOnce(key, 1, event.seq);
    if (isEnd(event) && event["from"] === "Cancelling" && event["to"] === "TimedOut") {
      this.owed.setOnce(key, 1, event.seq);
    }
    if (event.event === "cancel.accepted" && this.ended.has(key)) {
      this.late.setOnce(key, 1, event.seq);
      return NOTHING;
    }
    const isCancel = event.event === "frame.sent" && cancelledBy(event) !== "";
    const isSent = isCancel && !this.owed.has(key);
    if (late === undefined || (!isSent && !isMove(event))) return NOTHING;
    const says = isSent
      ? "a cancel of what had ended went to the agent"
      : "it changed what had ended";
    return violation(cancelAfterTerminalIsANoOp.name, { since: late.seq, event }, says);
  }
}
