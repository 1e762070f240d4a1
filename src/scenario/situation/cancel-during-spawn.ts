import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelDuringSpawn: Situation = {
  name: "cancelDuringSpawn",
  says: "A cancel reached the agent while its command was being started, with no process yet.",
  sees: ["job.acked", "job.ended", "job.started", "process.started"],
  monitor: () => new CancelDuringSpawn(),
};

class CancelDuringSpawn extends Remembering {
  private spawning = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "job.started") this.spawning.set(key, 1, event.seq);
    if (event.event === "process.started" || event.event === "job.ended") this.spawning.delete(key);
    return this.spawning.has(cancelTaken(event));
  }
}
