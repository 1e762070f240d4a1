/**
 * Whether an event of the trace is one that a pattern means; how many such there are is no matter
 * of it.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { EventPattern } from "./plan.ts";

/** Whether all that the pattern says is so of the event. */
export function fits(pattern: EventPattern, event: TraceEvent): boolean {
  if (event.event !== pattern.event) return false;
  if (pattern.node !== undefined && pattern.node !== event.node) return false;
  if (pattern.message !== undefined && pattern.message !== event["message"]) return false;
  if (pattern.command !== undefined && pattern.command !== commandOf(event)) return false;
  return Object.entries(pattern.where ?? {}).every(([fact, value]) => event[fact] === value);
}

/** The command of an event; a frame is about the one of its job, a cancel job about its victim. */
function commandOf({ command, cancels, job }: TraceEvent): string | undefined {
  if (command !== undefined) return command;
  if (typeof cancels === "string") return cancels;
  return typeof job === "string" ? commandIdOfJob(job) : undefined;
}
