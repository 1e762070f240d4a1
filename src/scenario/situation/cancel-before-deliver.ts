import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelBeforeDeliver: Situation = {
  name: "cancelBeforeDeliver",
  says: "A command was cancelled before any agent had taken it.",
  monitor: () => new CancelBeforeDeliver(),
};

class CancelBeforeDeliver implements SituationMonitor {
  private taken = new Marks();

  see(event: TraceEvent): boolean {
    if (event.event === "job.acked") this.taken.set(invocationOf(event), 1, event.seq);
    return event.event === "cancel.accepted" && !this.taken.has(invocationOf(event));
  }

  clone(): CancelBeforeDeliver {
    const copy = new CancelBeforeDeliver();
    copy.taken = this.taken.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.taken.encode(encoder);
  }
}
