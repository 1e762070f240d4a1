/**
 * Nothing is sent again and again for nothing: each further offer has a cause of its own. A
 * controller that starts over has forgotten what it sent, and its channels are new. A node that was
 * down may have lost what it was given, over a channel that has outlived that, as one of polls does.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isControllerDeath, isEnd, jobOf, offered } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const redeliveryIsBounded: Property = {
  name: "redeliveryIsBounded",
  judgedOn: "controller",
  says: "A job is handed over again only after a refusal, over a new channel, or to a node that is up again.",
  sees: [
    "fault.fired",
    "frame.received",
    "frame.sent",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "status.changed",
  ],
  monitor: () => new RedeliveryIsBounded(),
};

class RedeliveryIsBounded extends PropertyMonitor {
  private sent = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "link.opened" || event.event === "link.closed") this.sent.deleteOf(node);
    if (event.event === "node.stateChanged" && event["to"] === "Running") this.sent.deleteOf(node);
    if (isControllerDeath(event)) this.sent.clear();
    if (isEnd(event)) this.sent.delete(invocationOf(event));
    const isRefusal = event.event === "frame.received" && event["message"] === "agent_job_ack";
    if (isRefusal && event["code"] !== "200") {
      this.sent.delete(jobOf(event));
    }
    const key = offered(event);
    if (key === "") return NOTHING;
    const first = this.sent.get(key);
    this.sent.set(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    const says = "its job was sent again, and nothing had asked for that";
    return violation(redeliveryIsBounded.name, { since: first.seq, event }, says);
  }
}
