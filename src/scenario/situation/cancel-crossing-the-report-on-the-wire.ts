import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, isFinalReply } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const cancelCrossingTheReportOnTheWire: Situation = {
  name: "cancelCrossingTheReportOnTheWire",
  says: "The agent sent the final report while the cancel was on its way.",
  monitor: () => new CancelCrossingTheReportOnTheWire(),
};

class CancelCrossingTheReportOnTheWire implements SituationMonitor {
  private sent = new Marks();
  private crossed = new Marks();

  see(event: TraceEvent): boolean {
    const cancelled = cancelledBy(event);
    if (event.event === "frame.sent" && cancelled !== "") this.sent.set(cancelled, 1, event.seq);
    const isArrival = event.event === "job.acked" && cancelled !== "";
    if (isArrival) this.sent.delete(cancelled);
    if (isFinalReply(event) && this.sent.has(invocationOf(event))) {
      this.crossed.set(invocationOf(event), 1, event.seq);
    }
    return isArrival && this.crossed.has(cancelled);
  }

  clone(): CancelCrossingTheReportOnTheWire {
    const copy = new CancelCrossingTheReportOnTheWire();
    copy.sent = this.sent.clone();
    copy.crossed = this.crossed.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.sent.encode(encoder);
    this.crossed.encode(encoder);
  }
}
