import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelBeforeDeliver: Situation = {
  name: "cancelBeforeDeliver",
  says: "A command was cancelled before any agent had taken it.",
  sees: ["cancel.accepted", "job.acked"],
  monitor: () => new CancelBeforeDeliver(),
};

class CancelBeforeDeliver extends Remembering {
  private taken = new Marks();

  see(event: TraceEvent): boolean {
    const isTaken = event.event === "job.acked" && cancelledBy(event) === "";
    if (isTaken) this.taken.set(invocationOf(event), 1, event.seq);
    return event.event === "cancel.accepted" && !this.taken.has(invocationOf(event));
  }
}
