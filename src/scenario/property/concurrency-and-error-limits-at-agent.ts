/**
 * A node runs it from the start of its job to the end, or to the loss of its power.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isPowerOff, numberOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const concurrencyAndErrorLimitsAtAgent: Property = {
  name: "concurrencyAndErrorLimitsAtAgent",
  judgedOn: "agent",
  says: "No more nodes than MaxConcurrency run a command at once.",
  sees: ["agent.stopped", "command.accepted", "job.ended", "job.started", "node.stateChanged"],
  monitor: () => new ConcurrencyAndErrorLimitsAtAgent(),
};

class ConcurrencyAndErrorLimitsAtAgent extends PropertyMonitor {
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
    const busy = this.running.countOf(command);
    const max = this.max.get(command);
    if (max === undefined || busy <= max.is) return NOTHING;
    const says = `${busy} nodes run it, and ${max.is} may`;
    return violation(concurrencyAndErrorLimitsAtAgent.name, { since: max.seq, event }, says);
  }
}
