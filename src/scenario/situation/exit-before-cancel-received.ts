import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const exitBeforeCancelReceived: Situation = {
  name: "exitBeforeCancelReceived",
  says: "A process had ended when the cancel of its command reached the agent.",
  sees: ["job.acked", "process.exited", "process.started"],
  monitor: () => new ExitBeforeCancelReceived(),
};

class ExitBeforeCancelReceived extends Remembering {
  private exited = new Marks();

  see(event: TraceEvent): boolean {
    if (event.event === "process.started") this.exited.delete(invocationOf(event));
    if (event.event === "process.exited") this.exited.set(invocationOf(event), 1, event.seq);
    return event.event === "job.acked" && this.exited.has(cancelledBy(event));
  }
}
