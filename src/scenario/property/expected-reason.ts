/**
 * Cancelled follows an accepted cancel, unless MaxErrors ended it; a report of TimedOut follows a
 * signal of the agent, which a script that kills itself does not get.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isFinalReply } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const expectedReason: Property = {
  name: "expectedReason",
  judgedOn: "both",
  says: "The final status names what ended the command: a cancel, a time limit of ours, its own end.",
  monitor: () => new ExpectedReason(),
};

class ExpectedReason implements Monitor {
  private cancelled = new Marks();
  private hit = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted") this.cancelled.setOnce(key, 1, event.seq);
    if (event.event === "process.signalled") this.hit.setOnce(key, 1, event.seq);
    if (isEnd(event) && event["details"] === "Cancelled" && !this.cancelled.has(key)) {
      const says = "it is Cancelled and nobody had cancelled it";
      return violation(expectedReason.name, { since: event.seq, event }, says);
    }
    const isTimeout = isFinalReply(event) && event["status"] === "TimedOut";
    if (!isTimeout || this.hit.has(key)) return NOTHING;
    const says = "TimedOut was reported and the agent had ended nothing";
    return violation(expectedReason.name, { since: event.seq, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): ExpectedReason {
    const copy = new ExpectedReason();
    copy.cancelled = this.cancelled.clone();
    copy.hit = this.hit.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.cancelled.encode(encoder);
    this.hit.encode(encoder);
  }
}
