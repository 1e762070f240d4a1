/**
 * Neither redelivery nor a restart of the agent runs a step twice. One that asked for a reboot goes
 * on behind it.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const atMostOneStart: Property = {
  name: "atMostOneStart",
  judgedOn: "agent",
  says: "A step of a command starts at most once on a node, but for a reboot that it asked for.",
  monitor: () => new AtMostOneStart(),
};

class AtMostOneStart implements Monitor {
  private started = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "reboot.requested") this.started.deleteOf(event.node ?? "");
    if (event.event !== "process.started") return NOTHING;
    const key = `${textOf(event, "step")}/${invocationOf(event)}`;
    const first = this.started.get(key);
    this.started.setOnce(key, 1, event.seq);
    if (first === undefined) return NOTHING;
    return violation(atMostOneStart.name, { since: first.seq, event }, "its step started twice");
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): AtMostOneStart {
    const copy = new AtMostOneStart();
    copy.started = this.started.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.started.encode(encoder);
  }
}
