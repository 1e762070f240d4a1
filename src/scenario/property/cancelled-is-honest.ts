/**
 * Cancelled means that nothing lives, unless the report says who escaped. The escape and the report
 * may come in either order. Where the end of a process is noticed late, the report may overtake it.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isFinalReply, isPowerOff, textOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
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
  monitor: (_options, { noticedWithinMs }) => new CancelledIsHonest(noticedWithinMs),
};

class CancelledIsHonest extends PropertyMonitor {
  private readonly noticedWithinMs: number;
  private running = new Marks();
  private escaped = new Marks();
  private reported = new Marks();
  /** By when the end of what was reported Cancelled has to be noticed. */
  private awaited = new Deadlines();

  constructor(noticedWithinMs: number) {
    super();
    this.noticedWithinMs = noticedWithinMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    return [...this.overdue(event.atMs), ...this.look(event)];
  }

  override end(atMs: number): readonly Violation[] {
    return this.overdue(atMs);
  }

  private look(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.exited") this.awaited.delete(key);
    if (isPowerOff(event)) this.awaited.deleteOf(event.node ?? "");
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
    if (this.running.has(key) && this.noticedWithinMs > 0) {
      this.awaited.set(key, event.atMs + this.noticedWithinMs, event.seq);
      return this.judge(this.escaped.get(key)?.seq, event);
    }
    return this.judge(this.running.get(key)?.seq ?? this.escaped.get(key)?.seq, event);
  }

  private overdue(nowMs: number): readonly Violation[] {
    if (this.awaited.isEmpty) return NOTHING;
    return [...this.awaited.entries()].flatMap(([key, { is, seq }]) => {
      if (nowMs <= is) return [];
      this.awaited.delete(key);
      const [command = "", node = ""] = key.split("/");
      const seqs = [this.running.get(key)?.seq ?? seq, seq] as const;
      return [{ property: cancelledIsHonest.name, node, command, seqs, says: LIVED }];
    });
  }

  private judge(since: number | undefined, event: TraceEvent): readonly Violation[] {
    if (since === undefined) return NOTHING;
    return violation(cancelledIsHonest.name, { since, event }, LIVED);
  }
}

const LIVED = "it was reported Cancelled while a process of it lived";
