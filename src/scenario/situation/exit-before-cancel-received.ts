import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const exitBeforeCancelReceived: Situation = {
  name: "exitBeforeCancelReceived",
  says: "A process had ended when the cancel of its command reached the agent.",
  monitor: () => new ExitBeforeCancelReceived(),
};

class ExitBeforeCancelReceived implements SituationMonitor {
  private exited = new Marks();

  see(event: TraceEvent): boolean {
    if (event.event === "process.started") this.exited.delete(invocationOf(event));
    if (event.event === "process.exited") this.exited.set(invocationOf(event), 1, event.seq);
    return event.event === "job.acked" && this.exited.has(cancelledBy(event));
  }

  clone(): ExitBeforeCancelReceived {
    const copy = new ExitBeforeCancelReceived();
    copy.exited = this.exited.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.exited.encode(encoder);
  }
}
