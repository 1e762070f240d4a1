/**
 * The sum of both timeouts is the longest that anybody waits. It is judged at the end: an end that
 * comes late is told by the run that goes on for long enough.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, listOf, numberOf } from "./fact.ts";
import { Deadlines, SPARE_MS } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const commandsEnd: Property = {
  name: "commandsEnd",
  judgedOn: "controller",
  says: "Every accepted command has ended by its ExpiresAfter.",
  sees: ["command.accepted", "status.changed"],
  monitor: () => new CommandsEnd(),
};

class CommandsEnd extends PropertyMonitor {
  private due = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "command.accepted") {
      const { command = "", seq } = event;
      for (const node of listOf(event, "targets")) {
        this.due.set(`${command}/${node}`, numberOf(event, "expiresMs"), seq);
      }
    }

    const due = this.due.get(invocationOf(event));
    if (!isEnd(event) || due === undefined) return NOTHING;
    this.due.delete(invocationOf(event));
    if (event.atMs <= due.is + SPARE_MS) return NOTHING;
    return violation(
      commandsEnd.name,
      { since: due.seq, event },
      "it ended after its ExpiresAfter",
    );
  }

  override end(atMs: number): readonly Violation[] {
    return this.due.overdue(atMs).map(([key, seq]) => {
      const [command = "", node = ""] = key.split("/");
      const says = "it has not ended, and its ExpiresAfter is over";
      return { property: commandsEnd.name, command, node, seqs: [seq, seq] as const, says };
    });
  }
}
