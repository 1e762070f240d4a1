import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "../property/fact.ts";
import { Deadlines } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const cancelAndExitWithEqualTimeStamp: Situation = {
  name: "cancelAndExitWithEqualTimeStamp",
  says: "A cancel reached the agent in the same millisecond in which its process ended by itself.",
  sees: ["job.acked", "process.exited"],
  monitor: () => new CancelAndExitWithEqualTimeStamp(),
};

class CancelAndExitWithEqualTimeStamp extends Remembering {
  private exited = new Deadlines();
  private cancelled = new Deadlines();

  see(event: TraceEvent): boolean {
    const taken = cancelTaken(event);
    if (taken !== "") {
      this.cancelled.set(taken, event.atMs, event.seq);
      return this.exited.get(taken)?.is === event.atMs;
    }
    const key = invocationOf(event);
    if (event.event !== "process.exited" || event["signal"] !== null) return false;
    this.exited.set(key, event.atMs, event.seq);
    return this.cancelled.get(key)?.is === event.atMs;
  }
}
