/**
 * Nothing is sent again and again for nothing: each further offer has a cause of its own. A
 * controller that starts over has forgotten what it sent, and its channels are new. A node that was
 * down may have lost what it was given, over a channel that has outlived that, as one of polls does.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { parseJobId } from "../../wire/job-id.ts";
import { isControllerDeath, offered, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const redeliveryIsBounded: Property = {
  name: "redeliveryIsBounded",
  judgedOn: "controller",
  says: "A job is handed over again only after a refusal, over a new channel, or to a node that is up again.",
  monitor: () => new RedeliveryIsBounded(),
};

class RedeliveryIsBounded implements Monitor {
  private sent = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "link.opened" || event.event === "link.closed") this.sent.deleteOf(node);
    if (event.event === "node.stateChanged" && event["to"] === "Running") this.sent.deleteOf(node);
    if (isControllerDeath(event)) this.sent.clear();
    const isRefusal = event.event === "frame.received" && event["message"] === "agent_job_ack";
    if (isRefusal && event["code"] !== "200") {
      const command = parseJobId(textOf(event, "job"))?.commandId ?? "";
      this.sent.delete(`${command}/${node}`);
    }
    const key = offered(event);
    if (key === "") return NOTHING;
    const first = this.sent.get(key);
    this.sent.set(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    const says = "its job was sent again, and nothing had asked for that";
    return violation(redeliveryIsBounded.name, { since: first.seq, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): RedeliveryIsBounded {
    const copy = new RedeliveryIsBounded();
    copy.sent = this.sent.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.sent.encode(encoder);
  }
}
