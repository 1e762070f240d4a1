/**
 * Nothing is sent again and again for nothing: each further offer has a cause of its own, or comes
 * after twice as long as the one before. A controller that starts over has forgotten what it sent,
 * and its channels are new. A node that was down may have lost what it was given, over a channel that
 * has outlived that, as one of polls does.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import { cancelledBy, invocationOf, isControllerDeath, isEnd, jobOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const redeliveryIsBounded: Property = {
  name: "redeliveryIsBounded",
  judgedOn: "controller",
  says: "A job is handed over again only after a refusal, over a new channel, to a node that is up again, or when its ack is late: twice as late each time.",
  sees: [
    "fault.fired",
    "frame.received",
    "frame.sent",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "status.changed",
  ],
  monitor: ({ controller }: FleetOptions) => new RedeliveryIsBounded(controller.ackWaitMs),
};

class RedeliveryIsBounded extends PropertyMonitor {
  private readonly ackWaitMs: number;
  /** From when on the ack of each job is late, commands and cancels by their own ids. */
  private late = new Deadlines();
  /** How long it is waited for. */
  private waits = new Marks();
  private cancels = new Marks();

  constructor(ackWaitMs: number) {
    super();
    this.ackWaitMs = ackWaitMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    this.forgetOffers(event);
    const isAck = event.event === "frame.received" && event["message"] === "agent_job_ack";
    if (isAck) this.answered(event);
    const isOffer = event.event === "frame.sent" && event["message"] === "agent_job";
    return isOffer ? this.judge(event, jobOf(event)) : NOTHING;
  }

  private get all(): readonly Marks[] {
    return [this.late, this.waits, this.cancels];
  }

  /** What is offered next has a cause of its own. */
  private forgetOffers(event: TraceEvent): void {
    const isChannel = event.event === "link.opened" || event.event === "link.closed";
    const isUp = event.event === "node.stateChanged" && event["to"] === "Running";
    if (isChannel || isUp) for (const marks of this.all) marks.deleteOf(event.node ?? "");
    else if (isControllerDeath(event)) for (const marks of this.all) marks.clear();
    else if (isEnd(event)) for (const marks of this.all) marks.delete(invocationOf(event));
  }

  /** A command that was taken is not offered again; of a cancel nothing more is remembered. */
  private answered(event: TraceEvent): void {
    const job = jobOf(event);
    if (event["code"] === "200" && !this.cancels.has(job)) return;
    for (const marks of this.all) marks.delete(job);
  }

  private judge(event: TraceEvent, job: string): readonly Violation[] {
    const late = this.late.get(job);
    const lastMs = this.waits.get(job)?.is ?? 0;
    const waitMs = late === undefined ? this.ackWaitMs : 2 * lastMs;
    this.late.set(job, event.atMs + waitMs, event.seq);
    this.waits.set(job, waitMs, event.seq);
    if (cancelledBy(event) !== "") this.cancels.setOnce(job, 1, event.seq);
    if (late === undefined || event.atMs >= late.is) return NOTHING;
    const says = "its job was sent again, and nothing had asked for that";
    return violation(redeliveryIsBounded.name, { since: late.seq, event }, says);
  }
}
