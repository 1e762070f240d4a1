import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelBetweenDeliverAndStart: Situation = {
  name: "cancelBetweenDeliverAndStart",
  says: "A cancel reached the agent while its command waited there.",
  sees: ["job.acked", "job.queued", "job.started"],
  monitor: () => new CancelBetweenDeliverAndStart(),
};

class CancelBetweenDeliverAndStart extends Remembering {
  private waiting = new Marks();

  see(event: TraceEvent): boolean {
    if (event.event === "job.queued") this.waiting.set(invocationOf(event), 1, event.seq);
    if (event.event === "job.started") this.waiting.delete(invocationOf(event));
    return this.waiting.has(cancelTaken(event));
  }
}
