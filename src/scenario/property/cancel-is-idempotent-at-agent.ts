/**
 * A second cancel starts nothing over: no second SIGTERM, no second SIGKILL.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { stepOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const cancelIsIdempotentAtAgent: Property = {
  name: "cancelIsIdempotentAtAgent",
  judgedOn: "agent",
  says: "However often it is cancelled, a step gets each signal once.",
  sees: ["process.signalled", "process.started"],
  monitor: () => new CancelIsIdempotentAtAgent(),
};

class CancelIsIdempotentAtAgent extends PropertyMonitor {
  private sent = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const step = stepOf(event);
    if (event.event === "process.started") {
      for (const signal of SIGNALS) this.sent.delete(`${step}/${signal}`);
    }
    if (event.event !== "process.signalled" || event["delivered"] !== true) return NOTHING;
    const key = `${step}/${textOf(event, "signal")}`;
    const first = this.sent.get(key);
    this.sent.setOnce(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    const says = `${textOf(event, "signal")} was sent twice`;
    return violation(cancelIsIdempotentAtAgent.name, { since: first.seq, event }, says);
  }
}

const SIGNALS = ["SIGTERM", "SIGKILL"];
