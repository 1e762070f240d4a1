/**
 * A report is known by its id; one that never got as far as the record counts for nothing. What it
 * changes it changes at once, before anything else happens.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import {
  invocationOf,
  isControllerDeath,
  isMove,
  numberOf,
  reportOf,
  stepOf,
  textOf,
} from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const replyIdempotence: Property = {
  name: "replyIdempotence",
  judgedOn: "controller",
  says: "A report that comes again changes nothing, and an older one never takes the place of a newer one.",
  sees: [
    "cancel.accepted",
    "fault.fired",
    "frame.dropped",
    "frame.received",
    "frame.sent",
    "status.changed",
    "step.recorded",
  ],
  monitor: () => new ReplyIdempotence(),
};

class ReplyIdempotence extends PropertyMonitor {
  /** How often each report came. */
  private came = new Marks();
  /** The invocation whose report has come again, and when: what it does it does at once. */
  private again = new Deadlines();
  private ends = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    switch (event.event) {
      case "frame.received":
        this.again.clear();
        this.count(event);
        return NOTHING;
      case "frame.dropped":
        this.again.clear();
        this.came.delete(`${invocationOf(event)}/${textOf(event, "reply")}`);
        return NOTHING;
      case "step.recorded":
        return this.judgeRecord(event);
      case "status.changed":
        return this.judgeMove(event);
      default:
        if (isControllerDeath(event)) this.came.clear();
        if (event["message"] !== "agent_job_reply_ack") this.again.clear();
        return NOTHING;
    }
  }

  private count(event: TraceEvent): void {
    const invocation = reportOf(event);
    if (invocation === "") return;
    const key = `${invocation}/${textOf(event, "reply")}`;
    const came = this.came.get(key);
    if (came !== undefined) this.again.set(invocation, event.atMs, came.seq);
    this.came.set(key, (came?.is ?? 0) + 1, came?.seq ?? event.seq);
  }

  private judgeMove(event: TraceEvent): readonly Violation[] {
    const again = isMove(event) ? this.again.get(invocationOf(event)) : undefined;
    if (again?.is !== event.atMs) return NOTHING;
    const says = "a report that came again changed its status";
    return violation(replyIdempotence.name, { since: again.seq, event }, says);
  }

  private judgeRecord(event: TraceEvent): readonly Violation[] {
    const came = this.came.get(`${invocationOf(event)}/${textOf(event, "reply")}`);
    const end = this.ends.get(stepOf(event));
    this.ends.set(stepOf(event), numberOf(event, "endMs"), event.seq);
    if (came !== undefined && came.is > 1) {
      const says = "a report that came again changed the record";
      return violation(replyIdempotence.name, { since: came.seq, event }, says);
    }
    if (end === undefined || numberOf(event, "endMs") >= end.is) return NOTHING;
    const says = "an older result of the step took the place of a newer one";
    return violation(replyIdempotence.name, { since: end.seq, event }, says);
  }
}
