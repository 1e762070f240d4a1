import { STREAM_BYTES_MAX } from "../../agent/output.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { digestBytes, stepOf, textOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const outputLimitReachedInGrace: Situation = {
  name: "outputLimitReachedInGrace",
  says: "A step wrote more than a report can hold between SIGTERM and its end.",
  sees: ["process.exited", "process.signalled", "process.started", "process.wrote"],
  monitor: () => new OutputLimitReachedInGrace(),
};

class OutputLimitReachedInGrace extends Remembering {
  private asked = new Marks();

  see(event: TraceEvent): boolean {
    const key = stepOf(event);
    if (event.event === "process.wrote") {
      return this.asked.has(key) && digestBytes(textOf(event, "upTo")) > STREAM_BYTES_MAX;
    }
    const isAsked = event.event === "process.signalled" && event["signal"] === "SIGTERM";
    if (isAsked && event["delivered"] === true) this.asked.set(key, 1, event.seq);
    else this.asked.delete(key);
    return false;
  }
}
