/**
 * Of an invocation that no agent ever answered only a delivery timeout, a cancel, or a node that
 * cannot have it is an end.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, jobOf, listOf, numberOf, textOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const lostNodesEnd: Property = {
  name: "lostNodesEnd",
  judgedOn: "controller",
  says: "A command that nobody takes does not wait for ever: it ends, and as one that was not delivered.",
  sees: ["command.accepted", "frame.received", "status.changed"],
  monitor: () => new LostNodesEnd(),
};

class LostNodesEnd extends PropertyMonitor {
  private taken = new Marks();
  private due = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "command.accepted") {
      const { command = "", seq } = event;
      for (const node of listOf(event, "targets")) {
        this.due.set(`${command}/${node}`, numberOf(event, "expiresMs"), seq);
      }
    }

    const word = event.event === "frame.received" ? jobOf(event) : "";
    if (this.due.has(word)) this.taken.setOnce(word, 1, event.seq);
    const key = invocationOf(event);
    const due = this.due.get(key);
    if (!isEnd(event) || due === undefined) return NOTHING;
    this.due.delete(key);
    if (this.taken.has(key) || UNDELIVERED.has(textOf(event, "details"))) return NOTHING;
    const says = `no agent had ever said a word of it, and it ended as ${textOf(event, "details")}`;
    return violation(lostNodesEnd.name, { since: due.seq, event }, says);
  }

  override end(atMs: number): readonly Violation[] {
    return this.due
      .overdue(atMs)
      .filter(([key]) => !this.taken.has(key))
      .map(([key, seq]) => {
        const [command = "", node = ""] = key.split("/");
        const says = "no agent took it, and it waits for ever";
        return { property: lostNodesEnd.name, command, node, seqs: [seq, seq] as const, says };
      });
  }
}

const UNDELIVERED: ReadonlySet<string> = new Set([
  "DeliveryTimedOut",
  "Undeliverable",
  "InvalidPlatform",
  "AccessDenied",
  "Cancelled",
  "Terminated",
]);
