/**
 * Behind a report of Success no step is still alive, and none was hit by a signal before its end.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isFinalReply } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const successIsEarned: Property = {
  name: "successIsEarned",
  judgedOn: "agent",
  says: "Success is reported only when every started step ended by itself, with no signal of ours before.",
  sees: ["process.exited", "process.signalled", "process.started", "reply.sent"],
  monitor: () => new SuccessIsEarned(),
};

class SuccessIsEarned extends PropertyMonitor {
  private running = new Marks();
  private hit = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.started") this.running.set(key, 1, event.seq);
    if (event.event === "process.exited") {
      if (event["signal"] === "SIGKILL" && this.running.has(key)) this.hit.set(key, 1, event.seq);
      this.running.delete(key);
    }
    if (event.event === "process.signalled" && this.running.has(key)) {
      if (event["delivered"] === true) this.hit.set(key, 1, event.seq);
    }
    if (!isFinalReply(event) || event["status"] !== "Success") return NOTHING;
    const since = (this.running.get(key) ?? this.hit.get(key))?.seq;
    if (since === undefined) return NOTHING;
    const says = "Success was reported of a step that lived, or was killed";
    return violation(successIsEarned.name, { since, event }, says);
  }
}
