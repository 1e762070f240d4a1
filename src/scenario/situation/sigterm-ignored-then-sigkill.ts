import type { TraceEvent } from "../../kernel/trace.ts";
import { stepOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const sigtermIgnoredThenSigkill: Situation = {
  name: "sigtermIgnoredThenSigkill",
  says: "A process went on after SIGTERM, and was killed.",
  sees: ["process.exited", "process.signalled", "process.started"],
  monitor: () => new SigtermIgnoredThenSigkill(),
};

class SigtermIgnoredThenSigkill extends Remembering {
  private asked = new Marks();

  see(event: TraceEvent): boolean {
    const key = stepOf(event);
    if (event.event === "process.started") this.asked.delete(key);
    if (event.event === "process.exited" && event["signal"] !== "SIGKILL") this.asked.delete(key);
    if (event.event !== "process.signalled" || event["delivered"] !== true) return false;
    if (event["signal"] === "SIGTERM") this.asked.set(key, 1, event.seq);
    return event["signal"] === "SIGKILL" && this.asked.has(key);
  }
}
