/**
 * It is judged at the end, when everything has had its time.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isPowerOff } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const nothingLeaksAtAgent: Property = {
  name: "nothingLeaksAtAgent",
  judgedOn: "agent",
  says: "At the end no process is alive whose command is over.",
  sees: ["agent.stopped", "node.removed", "node.stateChanged", "process.escaped", "process.gone"],
  monitor: () => new NothingLeaksAtAgent(),
};

class NothingLeaksAtAgent extends PropertyMonitor {
  private escaped = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "process.escaped") this.escaped.set(invocationOf(event), 1, event.seq);
    if (event.event === "process.gone") this.escaped.delete(invocationOf(event));
    if (isPowerOff(event) || event.event === "node.removed") {
      this.escaped.deleteOf(event.node ?? "");
    }
    return NOTHING;
  }

  override end(): readonly Violation[] {
    const says = "the command is over, and a process of it lives to the end";
    return [...this.escaped.entries()].map(([key, { seq }]) => {
      const [command = "", node = ""] = key.split("/");
      return { property: nothingLeaksAtAgent.name, node, command, seqs: [seq, seq] as const, says };
    });
  }
}
