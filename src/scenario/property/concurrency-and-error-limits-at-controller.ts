/**
 * A node has the job from an offer until its refusal or its end. An offer that was made before may be
 * repeated at any time, and then a refusal of the later one no longer says that the node has not
 * taken the earlier.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, jobOf, numberOf, offered, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const concurrencyAndErrorLimitsAtController: Property = {
  name: "concurrencyAndErrorLimitsAtController",
  judgedOn: "controller",
  says: "No more nodes than MaxConcurrency have the job at once, and none gets it after MaxErrors.",
  sees: ["command.accepted", "frame.received", "frame.sent", "status.changed"],
  monitor: () => new ConcurrencyAndErrorLimitsAtController(),
};

class ConcurrencyAndErrorLimitsAtController extends PropertyMonitor {
  private max = new Marks();
  private errorsMax = new Marks();
  private busy = new Marks();
  private errors = new Marks();
  private held = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "command.accepted") {
      const { command = "", seq } = event;
      this.max.set(command, numberOf(event, "maxConcurrency"), seq);
      this.errorsMax.set(command, numberOf(event, "maxErrors"), seq);
    }
    if (isEnd(event)) this.release(event);
    this.takeRefusal(event);
    const key = offered(event);
    if (key === "") return NOTHING;
    const isRepeated = this.held.has(key);
    this.held.set(key, isRepeated ? REPEATED : 1, event.seq);
    if (isRepeated) return NOTHING;
    const [command = ""] = key.split("/");
    const busy = (this.busy.get(command)?.is ?? 0) + 1;
    this.busy.set(command, busy, event.seq);
    const errors = this.errors.get(command);
    const max = this.max.get(command);
    const name = concurrencyAndErrorLimitsAtController.name;
    if (errors !== undefined && errors.is > (this.errorsMax.get(command)?.is ?? errors.is)) {
      return violation(name, { since: errors.seq, event }, "it was offered after MaxErrors");
    }
    if (max === undefined || busy <= max.is) return NOTHING;
    return violation(name, { since: max.seq, event }, `${busy} nodes have it, and ${max.is} may`);
  }

  /** Who has refused the only offer of the job does not have it, until it is offered again. */
  private takeRefusal(event: TraceEvent): void {
    if (event.event !== "frame.received" || event["message"] !== "agent_job_ack") return;
    const key = jobOf(event);
    const [command = ""] = key.split("/");
    if (TAKEN_CODES.has(textOf(event, "code")) || this.held.get(key)?.is !== 1) return;
    this.held.delete(key);
    this.busy.set(command, (this.busy.get(command)?.is ?? 0) - 1, event.seq);
  }

  private release(event: TraceEvent): void {
    const { command = "", seq } = event;
    const key = invocationOf(event);
    const busy = this.busy.get(command)?.is ?? 0;
    if (this.held.has(key)) this.busy.set(command, busy - 1, seq);
    const isError = event["details"] === "Failed" || event["details"] === "ExecutionTimedOut";
    if (isError) this.errors.set(command, (this.errors.get(command)?.is ?? 0) + 1, seq);
  }
}

/** An offer was repeated before an answer to it. */
const REPEATED = 2;
const TAKEN_CODES: ReadonlySet<string> = new Set(["200", "51405", "51408"]);
