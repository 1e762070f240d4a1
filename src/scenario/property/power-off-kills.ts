/**
 * No process of a node that was stopped starts, ends or is signalled, and its agent says nothing
 * more.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const powerOffKills: Property = {
  name: "powerOffKills",
  judgedOn: "agent",
  says: "Once a node goes down nothing of it acts or speaks until it is up again.",
  sees: [
    "node.stateChanged",
    "process.escaped",
    "process.exited",
    "process.signalled",
    "process.started",
    "reply.sent",
  ],
  monitor: () => new PowerOffKills(),
};

class PowerOffKills extends PropertyMonitor {
  private down = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "node.stateChanged") {
      if (DOWN.has(textOf(event, "to"))) this.down.setOnce(node, 1, event.seq);
      else this.down.delete(node);
    }
    const since = this.down.get(node)?.seq;
    const isAlive = event.source === "process" || event.event === "reply.sent";
    if (since === undefined || !isAlive) return NOTHING;
    const says = `${event.event} on a node without power`;
    return violation(powerOffKills.name, { since, event }, says);
  }
}

const DOWN: ReadonlySet<string> = new Set(["Stopping", "Stopped", "Shutting-down", "Terminated"]);
