/**
 * Calls are taken one at a time, so what the controller says between a call and its answer is its
 * doing.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const allOrNothingValidation: Property = {
  name: "allOrNothingValidation",
  judgedOn: "controller",
  says: "A call that is answered with an error has changed nothing.",
  monitor: () => new AllOrNothingValidation(),
};

class AllOrNothingValidation implements Monitor {
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

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): AllOrNothingValidation {
    const copy = new AllOrNothingValidation();
    copy.done = this.done.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.done.encode(encoder);
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
