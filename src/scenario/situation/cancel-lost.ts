import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, textOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelLost: Situation = {
  name: "cancelLost",
  says: "A command was open when it was cancelled, and ended by itself all the same.",
  monitor: () => new CancelLost(),
};

class CancelLost implements SituationMonitor {
  private ended = new Marks();
  private cancelled = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted" && !this.ended.has(key)) {
      this.cancelled.set(key, 1, event.seq);
    }
    if (!isEnd(event)) return false;
    this.ended.set(key, 1, event.seq);
    return BY_ITSELF.has(textOf(event, "details")) && this.cancelled.has(key);
  }

  clone(): CancelLost {
    const copy = new CancelLost();
    copy.ended = this.ended.clone();
    copy.cancelled = this.cancelled.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.ended.encode(encoder);
    this.cancelled.encode(encoder);
  }
}

const BY_ITSELF: ReadonlySet<string> = new Set(["Success", "Failed", "ExecutionTimedOut"]);
