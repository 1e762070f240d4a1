/** How the page reads the facts of an event; what has another form than expected is "". */
import type { TraceEvent } from "../../kernel/trace.ts";

export function textOf(event: TraceEvent, key: string): string {
  const value = event[key];
  return typeof value === "string" ? value : "";
}

export function listOf(event: TraceEvent, key: string): readonly string[] {
  const value: unknown = event[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The command that a JobId names: `aws.ssm.<command>.<node>`. */
export function commandOfJob(event: TraceEvent): string {
  return textOf(event, "job").split(".")[2] ?? "";
}

/** What an agent does as answer to a frame says whose it was: its job's, or of itself. */
export function jobIdOf(event: TraceEvent): string {
  return commandOfJob(event) || (event.command ?? "");
}

export function isMove({ event, node, command }: TraceEvent): boolean {
  return event === "status.changed" && node !== undefined && command !== undefined;
}

/** Whether a node loses its power: everything on it ends, unheard. */
export function isPowerOff(event: TraceEvent): boolean {
  if (event.event === "agent.stopped") return event["reason"] === "power";
  return event.event === "node.stateChanged" && event["from"] === "Running";
}

/** The key of one command on one node. */
export function placeKey(command: string, node: string): string {
  return `${command}/${node}`;
}
