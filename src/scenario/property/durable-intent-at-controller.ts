/**
 * What was Cancelling before never moves on from an earlier status, and of an accepted command the
 * controller never says that it does not know its job.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isMove, isTerminal, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const durableIntentAtController: Property = {
  name: "durableIntentAtController",
  judgedOn: "controller",
  says: "A command and a cancel that were accepted are known after a restart of the controller, too.",
  sees: ["command.accepted", "command.forgotten", "fleet.reset", "frame.dropped", "status.changed"],
  monitor: () => new DurableIntentAtController(),
};

class DurableIntentAtController extends PropertyMonitor {
  private accepted = new Marks();
  private cancelling = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", seq } = event;
    if (event.event === "command.accepted") this.accepted.set(command, 1, seq);
    if (event.event === "command.forgotten") this.accepted.delete(command);
    if (event.event === "fleet.reset") this.accepted.clear();
    if (event.event === "frame.dropped") return this.judgeDrop(event);
    if (!isMove(event)) return NOTHING;
    const key = invocationOf(event);
    const since = this.cancelling.get(key)?.seq;
    if (event["to"] === "Cancelling") this.cancelling.setOnce(key, 1, event.seq);
    const from = textOf(event, "from");
    if (since === undefined || from === "Cancelling" || isTerminal(from)) return NOTHING;
    const says = `it was Cancelling and went on from ${from}`;
    return violation(durableIntentAtController.name, { since, event }, says);
  }
  private judgeDrop(event: TraceEvent): readonly Violation[] {
    const accepted = this.accepted.get(event.command ?? "");
    if (event["reason"] !== "unknownJob" || accepted === undefined) return NOTHING;
    const says = "it had been accepted, and the controller does not know its job";
    return violation(durableIntentAtController.name, { since: accepted.seq, event }, says);
  }
}
