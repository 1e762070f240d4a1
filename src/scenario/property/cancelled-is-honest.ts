/**
 * Cancelled means that nothing lives, unless the report says who escaped. The escape and the report
 * may come in either order.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isFinalReply, isPowerOff, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const cancelledIsHonest: Property = {
  name: "cancelledIsHonest",
  judgedOn: "agent",
  says: "When the agent reports Cancelled and says of no escape, nothing of the command lives.",
  monitor: () => new CancelledIsHonest(),
};

class CancelledIsHonest implements Monitor {
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

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): CancelledIsHonest {
    const copy = new CancelledIsHonest();
    copy.running = this.running.clone();
    copy.escaped = this.escaped.clone();
    copy.reported = this.reported.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.running.encode(encoder);
    this.escaped.encode(encoder);
    this.reported.encode(encoder);
  }

  private judge(since: number | undefined, event: TraceEvent): readonly Violation[] {
    if (since === undefined) return NOTHING;
    const says = "it was reported Cancelled while a process of it lived";
    return violation(cancelledIsHonest.name, { since, event }, says);
  }
}
