/**
 * Channels are counted by their epoch. The controller has a newer one, or has lost that one to a
 * cut: what still comes by it is dropped, and no move of the invocation that it names follows.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isMove, jobOf, numberOf, reportOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const incarnationFence: Property = {
  name: "incarnationFence",
  judgedOn: "controller",
  says: "A node has one open channel at a time, each newer than the last, and a word over an older one changes nothing.",
  sees: [
    "fault.fired",
    "frame.dropped",
    "frame.received",
    "frame.sent",
    "link.closed",
    "link.cut",
    "link.healed",
    "link.opened",
    "status.changed",
  ],
  monitor: () => new IncarnationFence(),
};

class IncarnationFence extends PropertyMonitor {
  private newest = new Marks();
  private cut = new Marks();
  /** Epochs that were lost to a cut. */
  private lost = new Marks();
  private stray = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    switch (event.event) {
      case "link.opened":
        return this.open(event, node);
      case "link.cut":
        this.cut.set(node, 1, event.seq);
        return NOTHING;
      case "link.healed":
        this.cut.delete(node);
        return NOTHING;
      case "link.closed":
        if (this.cut.has(node)) this.lost.set(node, numberOf(event, "epoch"), event.seq);
        return NOTHING;
      case "status.changed":
        return this.judge(event);
      default:
        // The acknowledgement of a report may leave before the move that it brings about.
        if (event["message"] !== "agent_job_reply_ack") this.stray.clear();
        if (event.event === "frame.received") this.receive(event, node);
        return NOTHING;
    }
  }

  private open(event: TraceEvent, node: string): readonly Violation[] {
    const epoch = numberOf(event, "epoch");
    const newest = this.newest.get(node);
    this.newest.set(node, epoch, event.seq);
    if (newest === undefined || epoch > newest.is) return NOTHING;
    const says = "a channel was opened that is not newer than the last";
    return violation(incarnationFence.name, { since: newest.seq, event }, says);
  }

  private receive(event: TraceEvent, node: string): void {
    const newest = this.newest.get(node);
    const epoch = event["epoch"];
    if (newest === undefined || typeof epoch !== "number") return;
    const isOld = epoch < newest.is || this.lost.get(node)?.is === epoch;
    const isAck = event["message"] === "agent_job_ack";
    const key = isAck ? jobOf(event) : reportOf(event);
    if (isOld && key !== "") this.stray.set(key, 1, event.seq);
  }

  private judge(event: TraceEvent): readonly Violation[] {
    const stray = isMove(event) ? this.stray.get(invocationOf(event)) : undefined;
    if (stray === undefined) return NOTHING;
    const says = "a word over a channel that had been replaced or cut changed its status";
    return violation(incarnationFence.name, { since: stray.seq, event }, says);
  }
}
