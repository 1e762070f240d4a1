/**
 * Neither redelivery nor a restart of the agent runs a step twice. One that asked for a reboot goes
 * on behind it.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { stepOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const atMostOneStart: Property = {
  name: "atMostOneStart",
  judgedOn: "agent",
  says: "A step of a command starts at most once on a node, but for a reboot that it asked for.",
  sees: ["process.started", "reboot.requested"],
  monitor: () => new AtMostOneStart(),
};

class AtMostOneStart extends PropertyMonitor {
  private started = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "reboot.requested") this.started.deleteUnder(event.node ?? "");
    if (event.event !== "process.started") return NOTHING;
    const key = stepOf(event);
    const first = this.started.get(key);
    this.started.setOnce(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    return violation(atMostOneStart.name, { since: first.seq, event }, "its step started twice");
  }
}
