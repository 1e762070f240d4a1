import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, isFinalReply } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelCrossingTheReportOnTheWire: Situation = {
  name: "cancelCrossingTheReportOnTheWire",
  says: "The agent sent the final report while the cancel was on its way.",
  sees: ["frame.sent", "job.acked", "reply.sent"],
  monitor: () => new CancelCrossingTheReportOnTheWire(),
};

class CancelCrossingTheReportOnTheWire extends Remembering {
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
}
