import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelBetweenDeliverAndStart: Situation = {
  name: "cancelBetweenDeliverAndStart",
  says: "A cancel reached the agent while its command waited there.",
  monitor: () => new CancelBetweenDeliverAndStart(),
};

class CancelBetweenDeliverAndStart implements SituationMonitor {
  private waiting = new Marks();

  see(event: TraceEvent): boolean {
    if (event.event === "job.queued") this.waiting.set(invocationOf(event), 1, event.seq);
    if (event.event === "job.started") this.waiting.delete(invocationOf(event));
    return this.waiting.has(cancelTaken(event));
  }

  clone(): CancelBetweenDeliverAndStart {
    const copy = new CancelBetweenDeliverAndStart();
    copy.waiting = this.waiting.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.waiting.encode(encoder);
  }
}
