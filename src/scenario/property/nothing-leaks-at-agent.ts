/**
 * It is judged whenever a fleet is counted, and at the end, when everything has had its time. What a
 * command leaves behind that nobody has tried to end is no leak, nor is what SIGKILL has met and what
 * can't die (`dying`).
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isDying, isPowerOff } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const nothingLeaksAtAgent: Property = {
  name: "nothingLeaksAtAgent",
  judgedOn: "agent",
  says: "At the end nothing is alive of a command that was to be ended, but for what can't die.",
  sees: [
    "agent.stopped",
    "fleet.counted",
    "node.removed",
    "node.stateChanged",
    "process.escaped",
    "process.gone",
    "process.signalled",
  ],
  monitor: () => new NothingLeaksAtAgent(),
};

class NothingLeaksAtAgent extends PropertyMonitor {
  private signalled = new Marks();
  private escaped = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.signalled") this.signalled.setOnce(key, 1, event.seq);
    if (event.event === "process.escaped" && !isDying(event)) this.escaped.set(key, 1, event.seq);
    if (event.event === "process.gone") this.escaped.delete(key);
    if (isPowerOff(event) || event.event === "node.removed") {
      this.escaped.deleteOf(event.node ?? "");
    }
    return event.event === "fleet.counted" ? this.left(event.seq) : NOTHING;
  }

  override end(): readonly Violation[] {
    return this.left();
  }

  private left(nowSeq?: number): readonly Violation[] {
    const says = "the command is over, and a process of it lives to the end";
    const left = [...this.escaped.entries()].filter(([key]) => this.signalled.has(key));
    return left.map(([key, { seq }]) => {
      const [command = "", node = ""] = key.split("/");
      return {
        property: nothingLeaksAtAgent.name,
        node,
        command,
        seqs: [seq, nowSeq ?? seq] as const,
        says,
      };
    });
  }
}
