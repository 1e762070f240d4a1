/**
 * A second cancel starts nothing over: no second SIGTERM, no second SIGKILL.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const cancelIsIdempotentAtAgent: Property = {
  name: "cancelIsIdempotentAtAgent",
  judgedOn: "agent",
  says: "However often it is cancelled, a step gets each signal once.",
  monitor: () => new CancelIsIdempotentAtAgent(),
};

class CancelIsIdempotentAtAgent implements Monitor {
  private sent = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const step = `${textOf(event, "step")}/${invocationOf(event)}`;
    if (event.event === "process.started") {
      for (const signal of SIGNALS) this.sent.delete(`${signal}/${step}`);
    }
    if (event.event !== "process.signalled" || event["delivered"] !== true) return NOTHING;
    const key = `${textOf(event, "signal")}/${step}`;
    const first = this.sent.get(key);
    this.sent.setOnce(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    const says = `${textOf(event, "signal")} was sent twice`;
    return violation(cancelIsIdempotentAtAgent.name, { since: first.seq, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): CancelIsIdempotentAtAgent {
    const copy = new CancelIsIdempotentAtAgent();
    copy.sent = this.sent.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.sent.encode(encoder);
  }
}

const SIGNALS = ["SIGTERM", "SIGKILL"];
