/**
 * The verdict is the end of the invocation: Cancelled, another end that came first, or the end of
 * the wait.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, listOf, numberOf } from "./fact.ts";
import { Deadlines, SPARE_MS } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const cancelsGetAVerdict: Property = {
  name: "cancelsGetAVerdict",
  judgedOn: "controller",
  says: "Every accepted cancel has its verdict by the ExpiresAfter of its command.",
  sees: ["cancel.accepted", "command.accepted", "status.changed"],
  monitor: () => new CancelsGetAVerdict(),
};

class CancelsGetAVerdict extends PropertyMonitor {
  private expires = new Deadlines();
  private due = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "command.accepted") {
      const { command = "", seq } = event;
      for (const node of listOf(event, "targets")) {
        this.expires.set(`${command}/${node}`, numberOf(event, "expiresMs"), seq);
      }
    }

    const key = invocationOf(event);
    const expires = this.expires.get(key);
    if (event.event === "cancel.accepted" && expires !== undefined) {
      this.due.set(key, expires.is, event.seq);
    }
    if (!isEnd(event)) return NOTHING;
    const due = this.due.get(key);
    this.due.delete(key);
    this.expires.delete(key);
    if (due === undefined || event.atMs <= due.is + SPARE_MS) return NOTHING;
    const says = "the verdict on its cancel came after ExpiresAfter";
    return violation(cancelsGetAVerdict.name, { since: due.seq, event }, says);
  }

  override end(atMs: number): readonly Violation[] {
    return this.due.overdue(atMs).map(([key, seq]) => {
      const [command = "", node = ""] = key.split("/");
      const says = "its cancel has no verdict, and its ExpiresAfter is over";
      return { property: cancelsGetAVerdict.name, command, node, seqs: [seq, seq] as const, says };
    });
  }
}
