/**
 * Whenever a virtual fleet is counted (at the end of a run): what belongs to invocations is gone
 * when all of them have ended, and what belongs to jobs when no agent has any.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { numberOf } from "./fact.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const nothingLeaks: Property = {
  name: "nothingLeaks",
  judgedOn: "both",
  says: "When every command has ended, no timer, slot, document worker or run of one is left.",
  sees: ["fleet.counted"],
  monitor: () => new NothingLeaks(),
};

class NothingLeaks extends PropertyMonitor {
  see(event: TraceEvent): readonly Violation[] {
    const left = [
      ...(numberOf(event, "openInvocations") === 0 ? leftOf(event, OF_INVOCATIONS) : []),
      ...(numberOf(event, "jobs") === 0 ? leftOf(event, OF_JOBS) : []),
    ];
    if (left.length === 0) return NOTHING;
    const says = `nothing is under way, and there are still ${left.join(", ")}`;
    return violation(nothingLeaks.name, { since: event.seq, event }, says);
  }
}

const OF_INVOCATIONS = ["slots", "invocationTimers"];
const OF_JOBS = ["documentWorkers", "workerTimers", "runs"];

function leftOf(event: TraceEvent, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const count = numberOf(event, key);
    return count === 0 ? [] : [`${count} ${key}`];
  });
}
