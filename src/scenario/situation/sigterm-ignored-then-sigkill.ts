import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, textOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const sigtermIgnoredThenSigkill: Situation = {
  name: "sigtermIgnoredThenSigkill",
  says: "A process went on after SIGTERM, and was killed.",
  monitor: () => new SigtermIgnoredThenSigkill(),
};

class SigtermIgnoredThenSigkill implements SituationMonitor {
  private asked = new Marks();

  see(event: TraceEvent): boolean {
    const key = `${textOf(event, "step")}/${invocationOf(event)}`;
    if (event.event === "process.started") this.asked.delete(key);
    if (event.event === "process.exited" && event["signal"] !== "SIGKILL") this.asked.delete(key);
    if (event.event !== "process.signalled" || event["delivered"] !== true) return false;
    if (event["signal"] === "SIGTERM") this.asked.set(key, 1, event.seq);
    return event["signal"] === "SIGKILL" && this.asked.has(key);
  }

  clone(): SigtermIgnoredThenSigkill {
    const copy = new SigtermIgnoredThenSigkill();
    copy.asked = this.asked.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.asked.encode(encoder);
  }
}
