import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const childEscapesBySetsid: Situation = {
  name: "childEscapesBySetsid",
  says: "A process outlived the kill of its group: it had left the group.",
  monitor: () => new ChildEscapesBySetsid(),
};

class ChildEscapesBySetsid implements SituationMonitor {
  private killed = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    const isKill = event.event === "process.signalled" && event["signal"] === "SIGKILL";
    if (isKill && event["delivered"] === true) this.killed.set(key, 1, event.seq);
    return event.event === "process.escaped" && this.killed.has(key);
  }

  clone(): ChildEscapesBySetsid {
    const copy = new ChildEscapesBySetsid();
    copy.killed = this.killed.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.killed.encode(encoder);
  }
}
