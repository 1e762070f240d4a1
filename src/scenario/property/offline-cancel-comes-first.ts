/**
 * What had not started when the cancel was accepted, with no channel open, does not start once the
 * node is back: with a new channel, or a new life of its agent. Before that its agent may not know
 * yet that it has lost its channel, and what it has given to a document worker by then is on its way.
 * A cancel of what has ended means nothing.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isPowerOff, numberOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const offlineCancelComesFirst: Property = {
  name: "offlineCancelComesFirst",
  judgedOn: "both",
  says: "A command that is cancelled while its node is offline does not start when the node is back.",
  sees: [
    "agent.restarted",
    "agent.started",
    "agent.stopped",
    "cancel.accepted",
    "job.started",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "process.started",
    "status.changed",
  ],
  monitor: () => new OfflineCancelComesFirst(),
};

class OfflineCancelComesFirst extends PropertyMonitor {
  private open = new Marks();
  private ended = new Marks();
  /** Those that were on their way before the node was back. */
  private given = new Marks();
  private running = new Marks();
  private cancelled = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "link.opened") this.open.set(node, numberOf(event, "epoch"), event.seq);
    if (RETURNS.has(event.event)) this.returned(node);
    if (isPowerOff(event)) this.open.delete(node);
    if (event.event === "link.closed" && this.open.get(node)?.is === event["epoch"]) {
      this.open.delete(node);
    }
    const key = invocationOf(event);
    if (isEnd(event)) this.noteEnd(event, key);
    if (event.event === "cancel.accepted" && this.isOffline(node, key)) {
      this.cancelled.setOnce(key, AWAY, event.seq);
    }
    const cancel = this.cancelled.get(key);
    const isBack = cancel?.is === BACK;
    if (event.event === "job.started") this.noteGiven(event, key, isBack);
    if (event.event !== "process.started") return NOTHING;
    this.running.setOnce(key, 1, event.seq);
    if (!isBack || this.given.has(key)) return NOTHING;
    const since = cancel.seq;
    const says = "it was cancelled while its node was offline, and started all the same";
    return violation(offlineCancelComesFirst.name, { since, event }, says);
  }

  private returned(node: string): void {
    for (const [key, { seq }] of this.cancelled.entries()) {
      if (key.endsWith(`/${node}`)) this.cancelled.set(key, BACK, seq);
    }
  }

  /** What has ended at its agent does not start; of what has expired its cancel is offered on. */
  private noteEnd(event: TraceEvent, key: string): void {
    this.ended.setOnce(key, 1, event.seq);
    if (event["to"] === "Success" || event["to"] === "Failed") this.cancelled.delete(key);
  }

  private isOffline(node: string, key: string): boolean {
    return !this.open.has(node) && !this.running.has(key) && !this.ended.has(key);
  }

  /** An earlier life of the agent may have given it away, and its worker never was. */
  private noteGiven(event: TraceEvent, key: string, isBack: boolean): void {
    if (isBack) this.given.delete(key);
    else this.given.setOnce(key, 1, event.seq);
  }
}

/** Where the node is of which a command was cancelled. */
const AWAY = 0;
const BACK = 1;

const RETURNS: ReadonlySet<string> = new Set(["link.opened", "agent.started", "agent.restarted"]);
