import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const secondCancelInGrace: Situation = {
  name: "secondCancelInGrace",
  says: "A command was cancelled once more between SIGTERM and its end.",
  sees: ["cancel.accepted", "job.ended", "process.exited", "process.signalled"],
  monitor: () => new SecondCancelInGrace(),
};

class SecondCancelInGrace extends Remembering {
  private asked = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "process.signalled") {
      if (event["signal"] === "SIGTERM") this.asked.set(key, 1, event.seq);
      else this.asked.delete(key);
    }
    if (event.event === "process.exited" || event.event === "job.ended") this.asked.delete(key);
    return event.event === "cancel.accepted" && this.asked.has(key);
  }
}
