/**
 * It is judged while the agent has a channel, from the end of its job or the opening of the channel
 * on, and no more once a fault holds the agent up. The bound is two runs of the agent's resend job.
 * What a document worker had heard that is gone nobody can report.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isHoldUp, isPowerOff, numberOf, reportOf, stepOf } from "./fact.ts";
import { Deadlines, Marks, SPARE_MS } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const outputBecomesReadable: Property = {
  name: "outputBecomesReadable",
  judgedOn: "both",
  says: "What a step has written can be read once its command has ended and its agent has been online for a while.",
  sees: [
    "agent.stopped",
    "fault.fired",
    "frame.received",
    "job.ended",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "process.wrote",
    "status.changed",
    "step.recorded",
  ],
  monitor: ({ agent }) => new OutputBecomesReadable(2 * agent.resendMs),
};

class OutputBecomesReadable extends PropertyMonitor {
  private readonly withinMs: number;
  private open = new Marks();
  /** Invocations of whose end a report has come. */
  private told = new Marks();
  /** Invocations that have ended otherwise than by a report. */
  private closed = new Marks();
  private wrote = new Marks();
  private owed = new Marks();
  private due = new Deadlines();

  constructor(withinMs: number) {
    super();
    this.withinMs = withinMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    const { node = "", command = "", seq } = event;
    switch (event.event) {
      case "link.opened":
        this.open.set(node, numberOf(event, "epoch"), seq);
        for (const [key] of [...this.owed.entries()]) {
          if (key.includes(`/${node}/`)) this.await(key, event);
        }
        return NOTHING;
      case "fault.fired":
        if (isHoldUp(event) && node !== "") this.due.deleteUnder(node);
        return NOTHING;
      case "process.wrote":
        this.wrote.setOnce(stepOf(event), 1, seq);
        return NOTHING;
      case "job.ended":
        if (event["reason"] === "workerLost") return NOTHING;
        for (const rest of this.wrote.of(command).keys()) this.owe(`${command}/${rest}`, event);
        return NOTHING;
      case "step.recorded":
        return this.settle(event);
      case "status.changed":
        return isEnd(event) && !this.told.has(invocationOf(event)) ? this.close(event) : NOTHING;
      case "frame.received":
        if (reportOf(event) !== "" && event["documentStatus"] !== "InProgress") {
          this.told.set(reportOf(event), 1, seq);
        }
        return NOTHING;
      default:
        if (this.open.get(node)?.is === event["epoch"] || isPowerOff(event)) this.lose(node);
        return NOTHING;
    }
  }

  override end(atMs: number): readonly Violation[] {
    return this.due.overdue(atMs).map(([key, seq]) => {
      const [command = "", node = ""] = key.split("/");
      const says = "what it has written can't be read";
      return {
        property: outputBecomesReadable.name,
        command,
        node,
        seqs: [seq, seq] as const,
        says,
      };
    });
  }

  private owe(key: string, event: TraceEvent): void {
    const invocation = invocationOf(event);
    if (!key.startsWith(`${invocation}/`) || this.closed.has(invocation)) return;
    this.owed.set(key, 1, event.seq);
    if (this.open.has(event.node ?? "")) this.await(key, event);
  }

  private await(key: string, { atMs, seq }: TraceEvent): void {
    this.due.setOnce(key, atMs + this.withinMs, seq);
  }

  private settle(event: TraceEvent, key = stepOf(event)): readonly Violation[] {
    const due = this.due.get(key);
    for (const marks of [this.wrote, this.owed, this.due]) marks.delete(key);
    if (due === undefined || event.atMs <= due.is + SPARE_MS) return NOTHING;
    const says = "what it has written could not be read for long after its end";
    return violation(outputBecomesReadable.name, { since: due.seq, event }, says);
  }

  private close(event: TraceEvent): readonly Violation[] {
    const { command = "" } = event;
    this.closed.set(invocationOf(event), 1, event.seq);
    return [...this.owed.of(command).keys()].flatMap((rest) => {
      const key = `${command}/${rest}`;
      return key.startsWith(`${invocationOf(event)}/`) ? this.settle(event, key) : NOTHING;
    });
  }

  private lose(node: string): void {
    this.open.delete(node);
    this.due.deleteUnder(node);
  }
}
