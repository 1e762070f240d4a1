/**
 * Without a list of ids it is about every node of the command. An agent gets a cancel job only for
 * what was cancelled.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, listOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const targeting: Property = {
  name: "targeting",
  judgedOn: "controller",
  says: "A cancel is about its own command, on the nodes that it names and that the command has.",
  sees: ["cancel.accepted", "command.accepted", "frame.sent"],
  monitor: () => new Targeting(),
};

class Targeting extends PropertyMonitor {
  private targets = new Marks();
  private accepted = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "command.accepted") {
      const { command = "", seq } = event;
      for (const node of listOf(event, "targets")) this.targets.set(`${command}/${node}`, 1, seq);
    }
    if (event.event === "cancel.accepted") {
      const named = listOf(event, "named");
      const isNamed = named.length === 0 || named.includes(event.node ?? "");
      const key = invocationOf(event);
      this.accepted.setOnce(key, 1, event.seq);
      if (isNamed && this.targets.has(key)) return NOTHING;
      return violation(targeting.name, { since: event.seq, event }, "the cancel is not about it");
    }
    const isCancelJob = event.event === "frame.sent" && cancelledBy(event) !== "";
    if (!isCancelJob || this.accepted.has(cancelledBy(event))) return NOTHING;
    const says = "the node got a cancel of what was not cancelled";
    return violation(targeting.name, { since: event.seq, event }, says);
  }
}
