/**
 * It is judged on agents that run, from the moment on at which nothing is in their way: their
 * start, the healing of their link, the loss of their last channel, or a fault's latest act or end.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isPowerOff, numberOf } from "./fact.ts";
import { Deadlines, Marks, SPARE_MS } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const agentsComeBack: Property = {
  name: "agentsComeBack",
  judgedOn: "agent",
  says: "An agent whose link is whole has a channel within its longest back-off.",
  sees: [
    "agent.restarted",
    "agent.started",
    "agent.stopped",
    "fault.fired",
    "link.closed",
    "link.cut",
    "link.healed",
    "link.opened",
  ],
  monitor: ({ agent }) => new AgentsComeBack(agent.retryMsMax),
};

class AgentsComeBack extends PropertyMonitor {
  private readonly backOffMs: number;
  private cut = new Marks();
  private up = new Marks();
  private open = new Marks();
  private due = new Deadlines();
  /** How many faults are on, by node; "" for those of the controller. */
  private faulted = new Marks();

  constructor(backOffMs: number) {
    super();
    this.backOffMs = backOffMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    switch (event.event) {
      case "link.cut":
        this.cut.set(node, 1, event.seq);
        break;
      case "link.healed":
        this.cut.delete(node);
        break;
      case "agent.started":
      case "agent.restarted":
        this.up.set(node, 1, event.seq);
        break;
      case "agent.stopped":
        this.up.delete(node);
        if (isPowerOff(event)) this.open.delete(node);
        break;
      case "link.opened":
        this.open.set(node, numberOf(event, "epoch"), event.seq);
        break;
      case "link.closed":
        if (this.open.get(node)?.is === event["epoch"]) this.open.delete(node);
        break;
      case "fault.fired":
        this.startOver(event, node);
        break;
      default:
        return NOTHING;
    }
    return this.judge(event, node);
  }

  private startOver(event: TraceEvent, node: string): void {
    const on = this.faulted.get(node)?.is ?? 0;
    const more = event["phase"] === "begin" ? 1 : event["phase"] === "end" ? -1 : 0;
    this.faulted.set(node, Math.max(0, on + more), event.seq);
    const waiting = node === "" ? [...this.due.entries()].map(([key]) => key) : [node];
    for (const key of waiting) {
      if (this.due.has(key)) this.due.set(key, event.atMs + this.backOffMs, event.seq);
    }
  }

  private isFaulted(node: string): boolean {
    return (this.faulted.get(node)?.is ?? 0) > 0;
  }

  override end(atMs: number): readonly Violation[] {
    return this.due.overdue(atMs).map(([node, seq]) => {
      const says = "its agent has not come back within its longest back-off";
      return { property: agentsComeBack.name, node, seqs: [seq, seq] as const, says };
    });
  }

  private judge(event: TraceEvent, node: string): readonly Violation[] {
    const due = this.due.get(node);
    const isAwaited =
      this.up.has(node) && !this.cut.has(node) && !this.open.has(node) && !this.isFaulted(node);
    if (isAwaited) this.due.setOnce(node, event.atMs + this.backOffMs, event.seq);
    else this.due.delete(node);
    if (event.event !== "link.opened" || due === undefined) return NOTHING;
    if (event.atMs <= due.is + SPARE_MS) return NOTHING;
    const says = "its agent came back after its longest back-off";
    return violation(agentsComeBack.name, { since: due.seq, event }, says);
  }
}
