import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isDying } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const childEscapesBySetsid: Situation = {
  name: "childEscapesBySetsid",
  says: "A process outlived the kill of its group: it had left the group.",
  sees: ["process.escaped", "process.signalled"],
  monitor: () => new ChildEscapesBySetsid(),
};

class ChildEscapesBySetsid extends Remembering {
  private killed = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    const isKill = event.event === "process.signalled" && event["signal"] === "SIGKILL";
    if (isKill && event["delivered"] === true) this.killed.set(key, 1, event.seq);
    return event.event === "process.escaped" && this.killed.has(key) && !isDying(event);
  }
}
