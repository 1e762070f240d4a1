import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const duplicateRunAfterTombstone: Situation = {
  name: "duplicateRunAfterTombstone",
  says: "A command came to the agent once more after its cancel had been taken.",
  sees: ["job.acked"],
  monitor: () => new DuplicateRunAfterTombstone(),
};

class DuplicateRunAfterTombstone extends Remembering {
  private taken = new Marks();
  private cancelled = new Marks();

  see(event: TraceEvent): boolean {
    const cancelled = cancelTaken(event);
    if (cancelled !== "" && this.taken.has(cancelled)) this.cancelled.set(cancelled, 1, event.seq);
    if (event.event !== "job.acked" || cancelled !== "") return false;
    this.taken.set(invocationOf(event), 1, event.seq);
    return this.cancelled.has(invocationOf(event));
  }
}
