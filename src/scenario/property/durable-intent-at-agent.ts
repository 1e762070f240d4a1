/**
 * What an agent has taken it knows after a restart: a command that was cancelled while it waited
 * does not run then.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelTaken, invocationOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const durableIntentAtAgent: Property = {
  name: "durableIntentAtAgent",
  judgedOn: "agent",
  says: "A command whose cancel the agent took does not start in a later life of the agent.",
  sees: ["agent.stopped", "job.acked", "process.started"],
  monitor: () => new DurableIntentAtAgent(),
};

class DurableIntentAtAgent extends PropertyMonitor {
  /** In which life of its agent each was cancelled. */
  private cancelled = new Marks();
  private lives = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const { node = "", seq } = event;
    const life = this.lives.get(node)?.is ?? 0;
    const taken = cancelTaken(event);
    if (taken !== "") this.cancelled.setOnce(taken, life, seq);
    if (event.event === "agent.stopped") this.lives.set(node, life + 1, seq);
    const cancelled = this.cancelled.get(invocationOf(event));
    if (event.event !== "process.started" || cancelled === undefined) return NOTHING;
    if (cancelled.is === life) return NOTHING;
    const says = "it was cancelled in an earlier life of the agent, and started in this one";
    return violation(durableIntentAtAgent.name, { since: cancelled.seq, event }, says);
  }
}
