/**
 * Calls are taken one at a time, so what the controller says between a call and its answer is its
 * doing.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const allOrNothingValidation: Property = {
  name: "allOrNothingValidation",
  judgedOn: "controller",
  says: "A call that is answered with an error has changed nothing.",
  sees: ["call.answered", "call.received", "cancel.accepted", "command.accepted", "status.changed"],
  monitor: () => new AllOrNothingValidation(),
};

class AllOrNothingValidation extends PropertyMonitor {
  private done = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "call.received") this.done.clear();
    if (CHANGES.has(event.event) && event.source === "controller") {
      this.done.setOnce("call", 1, event.seq);
    }
    if (event.event !== "call.answered") return NOTHING;
    const since = this.done.get("call")?.seq;
    this.done.clear();
    if (since === undefined || !REFUSALS.has(textOf(event, "code"))) return NOTHING;
    const says = `the call was answered with ${textOf(event, "code")} and had an effect`;
    return violation(allOrNothingValidation.name, { since, event }, says);
  }
}

const CHANGES: ReadonlySet<string> = new Set([
  "command.accepted",
  "cancel.accepted",
  "status.changed",
]);

const REFUSALS: ReadonlySet<string> = new Set([
  "DuplicateInstanceId",
  "InvalidCommandId",
  "InvalidInstanceId",
]);
