import type { TraceEvent } from "../../kernel/trace.ts";
import { textOf } from "../property/fact.ts";
import { EndOfCancelled } from "./end-of-cancelled.ts";
import type { Situation } from "./situation.ts";

export const cancelLost: Situation = {
  name: "cancelLost",
  says: "A command was open when it was cancelled, and ended by itself all the same.",
  sees: ["cancel.accepted", "status.changed"],
  monitor: () => new CancelLost(),
};

class CancelLost extends EndOfCancelled {
  protected override isMetBy(end: TraceEvent): boolean {
    return BY_ITSELF.has(textOf(end, "details"));
  }
}

const BY_ITSELF: ReadonlySet<string> = new Set(["Success", "Failed", "ExecutionTimedOut"]);
