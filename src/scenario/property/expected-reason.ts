/**
 * Cancelled follows an accepted cancel, unless MaxErrors ended it; Success, Failed and
 * ExecutionTimedOut follow a report that says so; DeliveryTimedOut comes at ExpiresAfter, or when the
 * node is gone. A report of TimedOut follows a signal of the agent, which a script that kills itself
 * does not get.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isFinalReply, numberOf, reportOf, textOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const expectedReason: Property = {
  name: "expectedReason",
  judgedOn: "both",
  says: "The final status names what ended the command: a cancel, a time limit of ours, its own end.",
  sees: [
    "cancel.accepted",
    "command.accepted",
    "frame.received",
    "node.removed",
    "node.stateChanged",
    "process.signalled",
    "reply.sent",
    "status.changed",
  ],
  monitor: () => new ExpectedReason(),
};

class ExpectedReason extends PropertyMonitor {
  private cancelled = new Marks();
  private hit = new Marks();
  /** By invocation and StatusDetails. */
  private reported = new Marks();
  private expires = new Deadlines();
  private gone = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    const { command = "", node = "", seq } = event;
    switch (event.event) {
      case "cancel.accepted":
        this.cancelled.setOnce(key, 1, seq);
        return NOTHING;
      case "command.accepted":
        this.expires.set(command, numberOf(event, "expiresMs"), seq);
        return NOTHING;
      case "frame.received":
        this.receive(event);
        return NOTHING;
      case "process.signalled":
        this.hit.setOnce(key, 1, seq);
        return NOTHING;
      case "node.stateChanged":
      case "node.removed":
        if (event["to"] === "Terminated" || event.event === "node.removed") {
          this.gone.set(node, 1, seq);
        } else this.gone.delete(node);
        return NOTHING;
      case "reply.sent":
        return this.judgeReply(event, key);
      default:
        return isEnd(event) ? this.judgeEnd(event, key) : NOTHING;
    }
  }

  private receive(event: TraceEvent): void {
    const invocation = reportOf(event);
    const details = MEANS[textOf(event, "documentStatus")];
    if (invocation === "" || details === undefined) return;
    this.reported.setOnce(`${invocation}/${details}`, 1, event.seq);
  }

  private judgeReply(event: TraceEvent, key: string): readonly Violation[] {
    const isTimeout = isFinalReply(event) && event["status"] === "TimedOut";
    if (!isTimeout || this.hit.has(key)) return NOTHING;
    const says = "TimedOut was reported and the agent had ended nothing";
    return violation(expectedReason.name, { since: event.seq, event }, says);
  }

  private judgeEnd(event: TraceEvent, key: string): readonly Violation[] {
    const details = textOf(event, "details");
    if (this.isRight(event, key, details)) return NOTHING;
    const says =
      details === "Cancelled"
        ? "it is Cancelled and nobody had cancelled it"
        : `it is ${details} and nothing had happened that says so`;
    return violation(expectedReason.name, { since: event.seq, event }, says);
  }

  private isRight(event: TraceEvent, key: string, details: string): boolean {
    if (details === "Cancelled") return this.cancelled.has(key);
    if (details === "DeliveryTimedOut") {
      const expires = this.expires.get(event.command ?? "");
      const isOver = expires === undefined || event.atMs >= expires.is;
      return isOver || this.gone.has(event.node ?? "");
    }
    return !BY_REPORT.has(details) || this.reported.has(`${key}/${details}`);
  }
}

/** What an agent's word for a document means at the controller. */
const MEANS: Readonly<Record<string, string>> = {
  Success: "Success",
  Skipped: "Success",
  TestPass: "Success",
  Failed: "Failed",
  TestFailure: "Failed",
  TimedOut: "ExecutionTimedOut",
};

const BY_REPORT: ReadonlySet<string> = new Set(Object.values(MEANS));
