/**
 * What has not started when a node is back for which a cancel was accepted without a channel is never
 * started. What starts before that can't know; and of a command that has expired nobody will tell.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isPowerOff, numberOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const offlineCancelComesFirst: Property = {
  name: "offlineCancelComesFirst",
  judgedOn: "both",
  says: "A command that is cancelled while its node is offline does not start when the node is back.",
  sees: [
    "agent.stopped",
    "cancel.accepted",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "process.started",
    "status.changed",
  ],
  monitor: () => new OfflineCancelComesFirst(),
};

class OfflineCancelComesFirst extends PropertyMonitor {
  private open = new Marks();
  private started = new Marks();
  private cancelled = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "link.opened") {
      this.open.set(node, numberOf(event, "epoch"), event.seq);
      this.markBack(node);
    }
    if (isPowerOff(event)) this.open.delete(node);
    if (event.event === "link.closed" && this.open.get(node)?.is === event["epoch"]) {
      this.open.delete(node);
    }
    const key = invocationOf(event);
    const isOffline = !this.open.has(node) && !this.started.has(key);
    if (event.event === "cancel.accepted" && isOffline)
      this.cancelled.setOnce(key, AWAY, event.seq);
    if (isEnd(event) && event["to"] !== "Cancelled") this.cancelled.delete(key);
    if (event.event !== "process.started") return NOTHING;
    this.started.setOnce(key, 1, event.seq);
    const cancelled = this.cancelled.get(key);
    if (cancelled?.is !== BACK) return NOTHING;
    const since = cancelled.seq;
    const says = "it was cancelled while its node was offline, and started all the same";
    return violation(offlineCancelComesFirst.name, { since, event }, says);
  }

  private markBack(node: string): void {
    for (const [key, { seq }] of this.cancelled.entries()) {
      if (key.endsWith(`/${node}`)) this.cancelled.set(key, BACK, seq);
    }
  }
}

/** Where the node is, since the cancel was accepted. */
const AWAY = 0;
const BACK = 1;
