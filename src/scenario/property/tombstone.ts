/**
 * An agent that has answered a cancel with 200 remembers it: also over a restart, and also if the
 * command itself comes later.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const tombstone: Property = {
  name: "tombstone",
  judgedOn: "agent",
  says: "A command whose cancel the agent took before its start never starts.",
  sees: ["job.acked", "process.started"],
  monitor: () => new Tombstone(),
};

class Tombstone extends PropertyMonitor {
  private cancelled = new Marks();
  private started = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const taken = cancelTaken(event);
    if (taken !== "") {
      if (!this.started.has(taken)) this.cancelled.setOnce(taken, 1, event.seq);
      return NOTHING;
    }
    if (event.event !== "process.started") return NOTHING;
    const key = invocationOf(event);
    const cancel = this.cancelled.get(key);
    if (this.started.has(key)) return NOTHING;
    this.started.set(key, 1, event.seq);
    if (cancel === undefined) return NOTHING;
    const says = "it was started although its cancel had been taken before";
    return violation(tombstone.name, { since: cancel.seq, event }, says);
  }
}
