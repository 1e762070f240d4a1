/**
 * Nothing begins before it was asked for, or ends before it began; what has an end has a beginning.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { numberOf } from "./fact.ts";
import { Deadlines } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const timeSanity: Property = {
  name: "timeSanity",
  judgedOn: "controller",
  says: "The times of a step are in order: its request, its beginning, its end.",
  sees: ["command.accepted", "step.recorded"],
  monitor: () => new TimeSanity(),
};

class TimeSanity extends PropertyMonitor {
  private requested = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", atMs, seq } = event;
    if (event.event === "command.accepted") this.requested.set(command, atMs, seq);
    const requested = this.requested.get(command);
    if (event.event !== "step.recorded" || requested === undefined) return NOTHING;
    const [startMs, endMs] = [numberOf(event, "startMs"), numberOf(event, "endMs")];
    if (requested.is <= startMs && startMs <= endMs) return NOTHING;
    const says = `requested at ${requested.is}, begun at ${startMs}, ended at ${endMs} ms`;
    return violation(timeSanity.name, { since: requested.seq, event }, says);
  }
}
