/**
 * A step is asked to end before it is made to. An orphan is not: nobody is left to wait for it.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, stepOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const ladder: Property = {
  name: "ladder",
  judgedOn: "agent",
  says: "SIGKILL follows SIGTERM by at least the grace.",
  sees: ["process.signalled", "process.started", "process.escaped"],
  monitor: ({ agent }) => new Ladder(agent.graceMs),
};

class Ladder extends PropertyMonitor {
  private readonly graceMs: number;
  private asked = new Deadlines();
  private orphaned = new Marks();

  constructor(graceMs: number) {
    super();
    this.graceMs = graceMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    const key = stepOf(event);
    if (event.event === "process.started") this.asked.delete(key);
    const command = invocationOf(event);
    if (event.event === "process.escaped") this.orphaned.setOnce(command, 1, event.seq);
    if (event.event !== "process.signalled" || this.orphaned.has(command)) return NOTHING;
    const asked = this.asked.get(key);
    if (event["signal"] === "SIGTERM") this.asked.setOnce(key, event.atMs, event.seq);
    if (event["signal"] !== "SIGKILL") return NOTHING;
    if (asked !== undefined && event.atMs - asked.is >= this.graceMs) return NOTHING;
    const says =
      asked === undefined ? "SIGKILL came with no SIGTERM before" : "SIGKILL came too soon";
    return violation(ladder.name, { since: asked?.seq ?? event.seq, event }, says);
  }
}
