import type { TraceEvent } from "../../kernel/trace.ts";
import { EndOfCancelled } from "./end-of-cancelled.ts";
import type { Situation } from "./situation.ts";

export const cancelWon: Situation = {
  name: "cancelWon",
  says: "A command was open when it was cancelled, and ended as Cancelled.",
  sees: ["cancel.accepted", "status.changed"],
  monitor: () => new CancelWon(),
};

class CancelWon extends EndOfCancelled {
  protected override isMetBy(end: TraceEvent): boolean {
    return end["to"] === "Cancelled";
  }
}
