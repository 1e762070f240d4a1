/**
 * What an agent has taken it knows after a restart: a command that was cancelled while it waited
 * does not run then.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const durableIntentAtAgent: Property = {
  name: "durableIntentAtAgent",
  judgedOn: "agent",
  says: "A command whose cancel the agent took does not start in a later life of the agent.",
  monitor: () => new DurableIntentAtAgent(),
};

class DurableIntentAtAgent implements Monitor {
  private cancelled = new Marks();
  private forgotten = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const taken = cancelTaken(event);
    if (taken !== "") this.cancelled.setOnce(taken, 1, event.seq);
    if (event.event === "agent.stopped") {
      for (const [key, { seq }] of this.cancelled.entries()) {
        if (key.endsWith(`/${event.node ?? ""}`)) this.forgotten.setOnce(key, 1, seq);
      }
    }
    const since = this.forgotten.get(invocationOf(event))?.seq;
    if (event.event !== "process.started" || since === undefined) return NOTHING;
    const says = "it was cancelled in an earlier life of the agent, and started in this one";
    return violation(durableIntentAtAgent.name, { since, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): DurableIntentAtAgent {
    const copy = new DurableIntentAtAgent();
    copy.cancelled = this.cancelled.clone();
    copy.forgotten = this.forgotten.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.cancelled.encode(encoder);
    this.forgotten.encode(encoder);
  }
}
