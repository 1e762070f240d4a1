/**
 * A kill goes to everything that the command has started, in whatever group or session. What it has
 * met and what can't die (`dying`) was not forgotten.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isDying } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const wholeTree: Property = {
  name: "wholeTree",
  judgedOn: "agent",
  says: "What was killed of a command is all of it: what lives on was met by SIGKILL too.",
  sees: ["process.escaped", "process.signalled"],
  monitor: () => new WholeTree(),
};

class WholeTree extends PropertyMonitor {
  private killed = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = invocationOf(event);
    if (event.event === "process.signalled" && event["signal"] === "SIGKILL") {
      if (event["delivered"] === true) this.killed.setOnce(key, 1, event.seq);
    }
    const since = this.killed.get(key)?.seq;
    if (event.event !== "process.escaped" || since === undefined || isDying(event)) return NOTHING;
    const says = "it was killed, and a process of it lives on";
    return violation(wholeTree.name, { since, event }, says);
  }
}
