/**
 * Cancelled means that nothing lives, unless the report says who escaped. The escape and the report
 * may come in either order.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isFinalReply, isPowerOff, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const cancelledIsHonest: Property = {
  name: "cancelledIsHonest",
  judgedOn: "agent",
  says: "When the agent reports Cancelled and says of no escape, nothing of the command lives.",
  sees: [
    "agent.stopped",
    "node.stateChanged",
    "process.escaped",
    "process.exited",
    "process.started",
    "reply.sent",
  ],
  monitor: () => new CancelledIsHonest(),
};

class CancelledIsHonest extends PropertyMonitor {
  private running = new Marks();
  private escaped = new Marks();
  private reported = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.started") this.running.set(key, 1, event.seq);
    if (event.event === "process.exited") this.running.delete(key);
    if (isPowerOff(event)) this.running.deleteOf(event.node ?? "");
    if (event.event === "process.escaped") {
      this.escaped.setOnce(key, 1, event.seq);
      return this.judge(this.reported.get(key)?.seq, event);
    }
    const isSilent = isFinalReply(event) && !textOf(event, "traceOutput").includes("escaped");
    if (!isSilent || event["status"] !== "Cancelled" || this.reported.has(key)) return NOTHING;
    this.reported.set(key, 1, event.seq);
    return this.judge(this.running.get(key)?.seq ?? this.escaped.get(key)?.seq, event);
  }

  private judge(since: number | undefined, event: TraceEvent): readonly Violation[] {
    if (since === undefined) return NOTHING;
    const says = "it was reported Cancelled while a process of it lived";
    return violation(cancelledIsHonest.name, { since, event }, says);
  }
}
