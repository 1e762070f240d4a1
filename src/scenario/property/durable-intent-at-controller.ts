/**
 * What was Cancelling before never moves on from an earlier status.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isMove, isTerminal, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const durableIntentAtController: Property = {
  name: "durableIntentAtController",
  judgedOn: "controller",
  says: "A cancel that was under way is under way after a restart of the controller, too.",
  sees: ["status.changed"],
  monitor: () => new DurableIntentAtController(),
};

class DurableIntentAtController extends PropertyMonitor {
  private cancelling = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (!isMove(event)) return NOTHING;
    const key = invocationOf(event);
    const since = this.cancelling.get(key)?.seq;
    if (event["to"] === "Cancelling") this.cancelling.setOnce(key, 1, event.seq);
    const from = textOf(event, "from");
    if (since === undefined || from === "Cancelling" || isTerminal(from)) return NOTHING;
    const says = `it was Cancelling and went on from ${from}`;
    return violation(durableIntentAtController.name, { since, event }, says);
  }
}
