import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf, numberOf } from "../property/fact.ts";
import { Deadlines, Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const executionTimeoutEqualToCancelTime: Situation = {
  name: "executionTimeoutEqualToCancelTime",
  says: "A cancel reached the agent in the millisecond in which its time limit ended.",
  sees: ["command.accepted", "job.acked", "process.started"],
  monitor: () => new ExecutionTimeoutEqualToCancelTime(),
};

class ExecutionTimeoutEqualToCancelTime extends Remembering {
  private limits = new Marks();
  private due = new Deadlines();

  see(event: TraceEvent): boolean {
    const { command = "", atMs, seq } = event;
    if (event.event === "command.accepted") {
      const limitMs = numberOf(event, "expiresMs") - numberOf(event, "deliveryEndsMs");
      this.limits.set(command, limitMs, seq);
    }
    const limit = this.limits.get(command);
    if (event.event === "process.started" && limit !== undefined) {
      this.due.set(invocationOf(event), atMs + limit.is, seq);
    }
    return this.due.get(cancelTaken(event))?.is === atMs;
  }
}
