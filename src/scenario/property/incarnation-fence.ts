/**
 * Channels are counted by their epoch. A channel may be closed behind the opening of the next,
 * never the other way round. A report that comes while none is open is not followed by a move of
 * the invocation that it names.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { parseJobId } from "../../wire/job-id.ts";
import { EVERY_EVENT, invocationOf, isMove, numberOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const incarnationFence: Property = {
  name: "incarnationFence",
  judgedOn: "controller",
  says: "A node has one open channel at a time, each newer than the last, and a report over no channel changes nothing.",
  sees: EVERY_EVENT,
  monitor: () => new IncarnationFence(),
};

class IncarnationFence extends PropertyMonitor {
  private newest = new Marks();
  private open = new Marks();
  private stray = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    const epoch = numberOf(event, "epoch");
    const newest = this.newest.get(node);
    if (event.event === "link.opened") {
      this.newest.set(node, epoch, event.seq);
      this.open.set(node, epoch, event.seq);
      if (newest === undefined || epoch > newest.is) return NOTHING;
      const says = "a channel was opened that is not newer than the last";
      return violation(incarnationFence.name, { since: newest.seq, event }, says);
    }
    if (event.event === "link.closed" && this.open.get(node)?.is === epoch) this.open.delete(node);
    const stray = this.stray.get(invocationOf(event));
    if (isMove(event) && stray !== undefined) {
      const says = "a report over a channel that was closed changed its status";
      return violation(incarnationFence.name, { since: stray.seq, event }, says);
    }
    const isAck = event["message"] === "agent_job_reply_ack";
    const isRefused = event.event === "frame.dropped" && event.source === "controller";
    if ((event.source !== "controller" && !isAck) || isRefused) this.stray.clear();
    const isReport = event.event === "frame.received" && event["message"] === "agent_job_reply";
    if (!isReport || this.open.has(node) || newest === undefined) return NOTHING;
    const command = parseJobId(textOf(event, "job"))?.commandId ?? "";
    this.stray.set(`${command}/${node}`, 1, event.seq);
    return NOTHING;
  }
}
