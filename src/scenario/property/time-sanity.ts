/**
 * Nothing begins before it was asked for, or ends before it began, as far as one clock goes: of a node
 * whose own clock was off nothing is judged.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { numberOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const timeSanity: Property = {
  name: "timeSanity",
  judgedOn: "controller",
  says: "The times of a step are in order: its request, its beginning, its end.",
  sees: ["command.accepted", "fault.fired", "step.recorded"],
  monitor: () => new TimeSanity(),
};

class TimeSanity extends PropertyMonitor {
  private requested = new Deadlines();
  private off = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", node = "", atMs, seq } = event;
    if (event["fault"] === "clockSkew") this.off.setOnce(node, 1, seq);
    if (event.event === "command.accepted") this.requested.set(command, atMs, seq);
    const requested = this.requested.get(command);
    const isJudged = event.event === "step.recorded" && !this.off.has(node);
    if (!isJudged || requested === undefined) return NOTHING;
    const [startMs, endMs] = [numberOf(event, "startMs"), numberOf(event, "endMs")];
    if (requested.is <= startMs && startMs <= endMs) return NOTHING;
    const says = `requested at ${requested.is}, begun at ${startMs}, ended at ${endMs} ms`;
    return violation(timeSanity.name, { since: requested.seq, event }, says);
  }
}
