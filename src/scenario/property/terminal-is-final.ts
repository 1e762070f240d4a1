/**
 * An end is final, whatever is reported later.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isTerminal, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const terminalIsFinal: Property = {
  name: "terminalIsFinal",
  judgedOn: "controller",
  says: "A command or an invocation that has ended never changes its status again.",
  sees: ["status.changed"],
  monitor: () => new TerminalIsFinal(),
};

class TerminalIsFinal extends PropertyMonitor {
  private ended = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event !== "status.changed" || event.command === undefined) return NOTHING;
    const key = invocationOf(event);
    const end = this.ended.get(key);
    if (isTerminal(textOf(event, "to"))) this.ended.setOnce(key, 1, event.seq);
    if (end === undefined) return NOTHING;
    const says = `it had ended and became ${textOf(event, "to")} all the same`;
    return violation(terminalIsFinal.name, { since: end.seq, event }, says);
  }
}
