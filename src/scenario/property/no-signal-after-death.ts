/**
 * No signal is sent for a step that has not started, or of which nobody is left. One that goes to each
 * live process by itself is sent to nobody where there is none: an agent whose patience ends in the
 * very moment of the exit has not heard of it.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const noSignalAfterDeath: Property = {
  name: "noSignalAfterDeath",
  judgedOn: "agent",
  says: "A signal goes only to processes that are there.",
  sees: ["process.exited", "process.signalled", "process.started"],
  monitor: () => new NoSignalAfterDeath(),
};

class NoSignalAfterDeath extends PropertyMonitor {
  private started = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.started" || event.event === "process.exited") {
      this.started.set(key, 1, event.seq);
    }
    if (event.event !== "process.signalled") return NOTHING;
    const since = this.started.get(key)?.seq;
    const isSent = event["delivered"] === true || event["reach"] !== "tree";
    if (!isSent || (since !== undefined && event["delivered"] === true)) return NOTHING;
    const says = "a signal was sent and nobody was there";
    return violation(noSignalAfterDeath.name, { since: since ?? event.seq, event }, says);
  }
}
