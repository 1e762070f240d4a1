/**
 * However much a step writes, forks or waits: the cancel of it gets through, and the agent's health
 * reports come in time. What a fault of anything but a process keeps waiting is not held up by one.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf, isHoldUp, isPowerOff } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const isolation: Property = {
  name: "isolation",
  judgedOn: "agent",
  says: "A cancel reaches the running process, and a health report comes, within five seconds of its time.",
  sees: [
    "agent.stopped",
    "cancel.missed",
    "fault.fired",
    "health.reported",
    "job.acked",
    "job.ended",
    "node.stateChanged",
    "process.exited",
    "process.signalled",
    "process.started",
  ],
  monitor: ({ agent }) => new Isolation(agent.healthReportMs),
};

class Isolation extends PropertyMonitor {
  private readonly healthReportMs: number;
  private running = new Marks();
  private due = new Deadlines();
  private report = new Deadlines();

  constructor(healthReportMs: number) {
    super();
    this.healthReportMs = healthReportMs;
  }

  see(event: TraceEvent): readonly Violation[] {
    const { node = "", atMs, seq } = event;
    const key = invocationOf(event);
    if (event.event === "agent.stopped" || isPowerOff(event)) {
      // What an agent that is away does not do is not held up by anything.
      this.due.deleteOf(node);
      this.report.delete(node);
      if (isPowerOff(event)) this.running.deleteOf(node);
    }
    if (isHoldUp(event)) this.excuse(node);
    const taken = cancelTaken(event);
    if (this.running.has(taken)) this.due.setOnce(taken, atMs + WITHIN_MS, seq);
    if (event.event === "process.started") this.running.set(key, 1, seq);
    if (event.event === "health.reported") return this.judgeReport(event);
    if (event.event === "cancel.missed") this.due.delete(key);
    if (!ANSWERS.has(event.event)) return NOTHING;
    const due = this.due.get(key);
    this.due.delete(key);
    // A second cancel finds nothing to signal.
    this.running.delete(key);
    if (due === undefined || atMs <= due.is) return NOTHING;
    const says = `its cancel was taken, and had an effect ${atMs - due.is + WITHIN_MS} ms later`;
    return violation(isolation.name, { since: due.seq, event }, says);
  }

  override end(atMs: number): readonly Violation[] {
    const cancels = this.due.overdue(atMs).map(([key, seq]) => {
      const [command = "", node = ""] = key.split("/");
      const says = "its cancel was taken, and nothing has come of it";
      return { property: isolation.name, command, node, seqs: [seq, seq] as const, says };
    });
    const reports = this.report.overdue(atMs).map(([node, seq]) => {
      const says = "its agent runs, and has not reported its health any more";
      return { property: isolation.name, node, seqs: [seq, seq] as const, says };
    });
    return [...cancels, ...reports];
  }

  /** A node, or all of them for a fault of the controller. */
  private excuse(node: string): void {
    if (node === "") {
      this.due.clear();
      this.report.clear();
    }
    this.due.deleteOf(node);
    this.report.delete(node);
  }

  private judgeReport(event: TraceEvent): readonly Violation[] {
    if (event["full"] !== true) return NOTHING;
    const { node = "", atMs, seq } = event;
    const due = this.report.get(node);
    this.report.set(node, atMs + this.healthReportMs + WITHIN_MS, seq);
    if (due === undefined || atMs <= due.is) return NOTHING;
    const says = "its agent reported its health too late";
    return violation(isolation.name, { since: due.seq, event }, says);
  }
}

/** Source: our choice; an agent takes some ten milliseconds. */
const WITHIN_MS = 5000;

const ANSWERS: ReadonlySet<string> = new Set(["job.ended", "process.exited", "process.signalled"]);
