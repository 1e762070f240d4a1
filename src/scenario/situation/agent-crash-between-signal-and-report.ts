import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isFinalReply } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const agentCrashBetweenSignalAndReport: Situation = {
  name: "agentCrashBetweenSignalAndReport",
  says: "An agent crashed after a command of its was signalled and before it had reported the end.",
  sees: ["agent.stopped", "process.signalled", "reply.sent"],
  monitor: () => new AgentCrashBetweenSignalAndReport(),
};

class AgentCrashBetweenSignalAndReport extends Remembering {
  private signalled = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "process.signalled") this.signalled.set(key, 1, event.seq);
    if (isFinalReply(event)) this.signalled.delete(key);
    if (event.event !== "agent.stopped") return false;
    const found = [...this.signalled.entries()].some(([one]) =>
      one.endsWith(`/${event.node ?? ""}`),
    );
    this.signalled.deleteOf(event.node ?? "");
    return found && event["reason"] === "crash";
  }
}
