/**
 * A node runs it from the start of its job to the end, or to the loss of its power.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isPowerOff, numberOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const concurrencyAndErrorLimitsAtAgent: Property = {
  name: "concurrencyAndErrorLimitsAtAgent",
  judgedOn: "agent",
  says: "No more nodes than MaxConcurrency run a command at once.",
  monitor: () => new ConcurrencyAndErrorLimitsAtAgent(),
};

class ConcurrencyAndErrorLimitsAtAgent implements Monitor {
  private max = new Marks();
  private running = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", seq } = event;
    if (event.event === "command.accepted") {
      this.max.set(command, numberOf(event, "maxConcurrency"), seq);
    }
    if (event.event === "job.ended") this.running.delete(invocationOf(event));
    if (isPowerOff(event)) this.running.deleteOf(event.node ?? "");
    if (event.event !== "job.started") return NOTHING;
    this.running.set(invocationOf(event), 1, seq);
    const keys = [...this.running.entries()].map(([key]) => key);
    const busy = keys.filter((key) => key.startsWith(`${command}/`)).length;
    const max = this.max.get(command);
    if (max === undefined || busy <= max.is) return NOTHING;
    const says = `${busy} nodes run it, and ${max.is} may`;
    return violation(concurrencyAndErrorLimitsAtAgent.name, { since: max.seq, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): ConcurrencyAndErrorLimitsAtAgent {
    const copy = new ConcurrencyAndErrorLimitsAtAgent();
    copy.max = this.max.clone();
    copy.running = this.running.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.max.encode(encoder);
    this.running.encode(encoder);
  }
}
