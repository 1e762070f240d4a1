/**
 * Pending, Running, Stopping and Stopped are accepted; Shutting-down and Terminated are not.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { listOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const nodeStateGate: Property = {
  name: "nodeStateGate",
  judgedOn: "controller",
  says: "No command and no cancel is accepted for a node that is going or gone.",
  sees: ["cancel.accepted", "command.accepted", "node.registered", "node.stateChanged"],
  monitor: () => new NodeStateGate(),
};

class NodeStateGate extends PropertyMonitor {
  private gone = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "node.stateChanged" || event.event === "node.registered") {
      const state = textOf(event, event.event === "node.registered" ? "state" : "to");
      const node = event.node ?? "";
      if (GONE.has(state)) this.gone.setOnce(node, 1, event.seq);
      else this.gone.delete(node);
    }
    const isCancel = event.event === "cancel.accepted";
    if (!isCancel && event.event !== "command.accepted") return NOTHING;
    const nodes = isCancel ? [event.node ?? ""] : listOf(event, "targets");
    const since = nodes.map((node) => this.gone.get(node)?.seq).find((seq) => seq !== undefined);
    if (since === undefined) return NOTHING;
    const says = "it was accepted for a node that is Shutting-down or Terminated";
    return violation(nodeStateGate.name, { since, event }, says);
  }
}

const GONE: ReadonlySet<string> = new Set(["Shutting-down", "Terminated"]);
