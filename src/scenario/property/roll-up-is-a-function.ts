/**
 * The last end of an invocation is the end of its command, in the same step. What a dying
 * controller had still to write is missing from the trace, so its death ends the judging of the
 * commands that are open.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isControllerDeath, isMove, isTerminal, listOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const rollUpIsAFunction: Property = {
  name: "rollUpIsAFunction",
  judgedOn: "controller",
  says: "A command has ended when, and only when, all its invocations have.",
  sees: ["command.accepted", "fault.fired", "status.changed"],
  monitor: () => new RollUpIsAFunction(),
};

class RollUpIsAFunction extends PropertyMonitor {
  private open = new Marks();
  private due = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const command = event.command ?? "";
    if (isControllerDeath(event)) {
      this.open.clear();
      this.due.clear();
    }
    if (event.event === "command.accepted") {
      this.open.set(command, listOf(event, "targets").length, event.seq);
    }
    const open = this.open.get(command);
    if (
      event.event !== "status.changed" ||
      open === undefined ||
      !isTerminal(textOf(event, "to"))
    ) {
      return NOTHING;
    }
    if (isMove(event)) {
      this.open.set(command, open.is - 1, event.seq);
      if (open.is === 1) this.due.set(command, 1, event.seq);
      return NOTHING;
    }
    this.open.delete(command);
    this.due.delete(command);
    if (open.is <= 0) return NOTHING;
    const says = "the command has ended and an invocation of it has not";
    return violation(rollUpIsAFunction.name, { since: open.seq, event }, says);
  }

  override end(): readonly Violation[] {
    const says = "every invocation has ended and the command has not";
    return [...this.due.entries()].map(([command, { seq }]) => ({
      property: rollUpIsAFunction.name,
      command,
      seqs: [seq, seq] as const,
      says,
    }));
  }
}
