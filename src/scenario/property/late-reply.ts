/**
 * Behind such a report the controller says that it ignored or dropped it, before anything else
 * happens.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { EVERY_EVENT, invocationOf, isControllerDeath, isEnd, reportOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const lateReply: Property = {
  name: "lateReply",
  judgedOn: "controller",
  says: "A report about what has ended is kept in the trace as one that changed nothing.",
  sees: EVERY_EVENT,
  monitor: () => new LateReply(),
};

class LateReply extends PropertyMonitor {
  private ended = new Marks();
  private waiting = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const found = this.judge(event);
    if (isEnd(event)) this.ended.setOnce(invocationOf(event), 1, event.seq);
    const key = reportOf(event);
    if (key !== "" && this.ended.has(key)) this.waiting.set(key, 1, event.seq);
    return found;
  }

  /**
   * An acknowledgement may leave in between, and meet a fault on its way; a controller that dies says
   * nothing more.
   */
  private judge(event: TraceEvent): readonly Violation[] {
    if (this.waiting.isEmpty || event["message"] === "agent_job_reply_ack") return NOTHING;
    if (event.event === "fault.fired" && event["message"] === "SendReply") return NOTHING;
    const [[key, { seq }] = ["", { seq: event.seq }]] = this.waiting.entries();
    this.waiting.clear();
    const isSaid = event.event === "event.ignored" && invocationOf(event) === key;
    if (isSaid || event.event === "frame.dropped" || isControllerDeath(event)) return NOTHING;
    const says = "a report about what had ended left no word in the trace";
    return violation(lateReply.name, { since: seq, event }, says);
  }
}
