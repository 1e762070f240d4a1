import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelWon: Situation = {
  name: "cancelWon",
  says: "A command was open when it was cancelled, and ended as Cancelled.",
  monitor: () => new CancelWon(),
};

class CancelWon implements SituationMonitor {
  private ended = new Marks();
  private cancelled = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted" && !this.ended.has(key)) {
      this.cancelled.set(key, 1, event.seq);
    }
    if (!isEnd(event)) return false;
    this.ended.set(key, 1, event.seq);
    return event["to"] === "Cancelled" && this.cancelled.has(key);
  }

  clone(): CancelWon {
    const copy = new CancelWon();
    copy.ended = this.ended.clone();
    copy.cancelled = this.cancelled.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.ended.encode(encoder);
    this.cancelled.encode(encoder);
  }
}
