/**
 * Which of the two the agent has written down first decides: its end of the command, or the cancel.
 * Between the exit of its process and what the agent makes of that the end is written down by the
 * command's document worker, or not yet: a cancel that is taken then may come first or second, unless
 * a further step follows. An end that waits for a reboot is none.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf, isFinalReply, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const orderRule: Property = {
  name: "orderRule",
  judgedOn: "agent",
  says: "A cancel that was taken before the end never leaves Success; one taken after it leaves the end as it was, and is not answered as if it had stopped anything.",
  sees: ["job.acked", "job.ended", "process.exited", "process.started", "reply.sent"],
  monitor: () => new OrderRule(),
};

class OrderRule extends PropertyMonitor {
  private cancelled = new Marks();
  /** With which of the agent's words each has ended. */
  private ended = new Marks();
  private exited = new Marks();
  /** Cancelled behind the exit of a step, which may be the last one. */
  private undecided = new Marks();
  /** Cancel jobs that came behind the end, by their own ids. */
  private late = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const taken = cancelTaken(event);
    if (taken !== "") {
      this.take(event, taken);
      return NOTHING;
    }
    const key = invocationOf(event);
    if (event.event === "process.started") this.goOn(key);
    if (event.event === "process.exited") this.exited.set(key, 1, event.seq);
    const word = ENDS.indexOf(textOf(event, "status"));
    if (event.event === "job.ended" && word >= 0) this.ended.setOnce(key, word, event.seq);
    if (event.event !== "reply.sent") return NOTHING;
    return isFinalReply(event) ? this.judgeEnd(event, key) : this.judgeAnswer(event, key);
  }

  private take(event: TraceEvent, taken: string): void {
    const end = this.ended.get(taken);
    if (end !== undefined) this.late.set(invocationOf(event), 1, end.seq);
    else if (this.exited.has(taken)) this.undecided.setOnce(taken, 1, event.seq);
    else this.cancelled.setOnce(taken, 1, event.seq);
  }

  /** A step starts: the exit before it was not the end. */
  private goOn(key: string): void {
    this.exited.delete(key);
    const cancel = this.undecided.get(key);
    if (cancel !== undefined) this.cancelled.setOnce(key, 1, cancel.seq);
  }

  private judgeEnd(event: TraceEvent, key: string): readonly Violation[] {
    const cancel = this.cancelled.get(key);
    const end = this.ended.get(key);
    if (cancel !== undefined && event["status"] === "Success") {
      const says = "Success was reported although the cancel had been taken before the end";
      return violation(orderRule.name, { since: cancel.seq, event }, says);
    }
    const word = ENDS.indexOf(textOf(event, "status"));
    if (cancel !== undefined || end === undefined || word < 0 || end.is === word) return NOTHING;
    const says = `${ENDS[word] ?? ""} was reported although it had ended as ${ENDS[end.is] ?? ""}`;
    return violation(orderRule.name, { since: end.seq, event }, says);
  }

  private judgeAnswer(event: TraceEvent, key: string): readonly Violation[] {
    const late = this.late.get(key);
    this.late.delete(key);
    if (late === undefined || event["status"] !== "Success") return NOTHING;
    const says = "the cancel came behind the end, and was answered as if it had stopped it";
    return violation(orderRule.name, { since: late.seq, event }, says);
  }
}

const ENDS = ["Success", "Failed", "TimedOut", "Cancelled"];
