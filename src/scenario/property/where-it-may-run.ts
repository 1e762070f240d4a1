/**
 * Nothing starts on a node before it is up, or once it goes down.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const whereItMayRun: Property = {
  name: "whereItMayRun",
  judgedOn: "agent",
  says: "A command starts only on a node that is Running.",
  sees: ["node.registered", "node.stateChanged", "process.started"],
  monitor: () => new WhereItMayRun(),
};

class WhereItMayRun extends PropertyMonitor {
  private down = new Marks();
  private started = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "node.stateChanged" || event.event === "node.registered") {
      const state = textOf(event, event.event === "node.registered" ? "state" : "to");
      if (state === "Running") this.down.delete(node);
      else this.down.set(node, 1, event.seq);
    }
    if (event.event !== "process.started") return NOTHING;
    const since = this.down.get(node)?.seq;
    if (since === undefined || this.started.has(invocationOf(event))) return NOTHING;
    this.started.set(invocationOf(event), 1, event.seq);
    const says = "it started on a node that is not Running";
    return violation(whereItMayRun.name, { since, event }, says);
  }
}
