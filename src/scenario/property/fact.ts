/**
 * How monitors read the facts of a trace: what an event is about, and a few questions to it.
 *
 * A stored trace may hold anything: what has another form than expected reads as "" or as 0.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { parseJobId } from "../../wire/job-id.ts";

/** `<command>/<node>` of an event about an invocation. */
export function invocationOf({ command = "", node = "" }: TraceEvent): string {
  return `${command}/${node}`;
}

export function textOf(event: TraceEvent, key: string): string {
  const value = event[key];
  return typeof value === "string" ? value : "";
}

export function numberOf(event: TraceEvent, key: string): number {
  const value = event[key];
  return typeof value === "number" ? value : 0;
}

export function listOf(event: TraceEvent, key: string): readonly string[] {
  const value: unknown = event[key];
  return Array.isArray(value) ? value.map(String) : [];
}

const TERMINAL: ReadonlySet<string> = new Set(["Success", "Cancelled", "TimedOut", "Failed"]);

export function isTerminal(status: string): boolean {
  return TERMINAL.has(status);
}

/** Whether an invocation has moved to another status; a command's own move has no node. */
export function isMove({ event, node, command }: TraceEvent): boolean {
  return event === "status.changed" && node !== undefined && command !== undefined;
}

/** Whether an invocation has ended. */
export function isEnd(event: TraceEvent): boolean {
  return isMove(event) && isTerminal(textOf(event, "to"));
}

/** `<command>/<node>` of a job that is handed to a node to run; "" for every other event. */
export function offered(event: TraceEvent): string {
  if (event.event !== "frame.sent" || !textOf(event, "topic").startsWith(SEND)) return "";
  if (event["message"] !== "agent_job") return "";
  return `${commandOfJob(textOf(event, "job"))}/${event.node ?? ""}`;
}

/** `<command>/<node>` that an event of a cancel job is about; "" for every other event. */
export function cancelledBy(event: TraceEvent): string {
  const command = textOf(event, "cancels");
  return command === "" ? "" : `${command}/${event.node ?? ""}`;
}

/** The command that a JobId names, or the cancel job's own id; "" for anything else. */
export function commandOfJob(job: string): string {
  return parseJobId(job)?.commandId ?? "";
}

/** `<command>/<node>` whose cancel an agent has taken, durably; "" for every other event. */
export function cancelTaken(event: TraceEvent): string {
  return event.event === "job.acked" && event["code"] === "200" ? cancelledBy(event) : "";
}

/** Whether an agent has said of a command that it came to an end. */
export function isFinalReply(event: TraceEvent): boolean {
  if (event.event !== "reply.sent" || event["topic"] !== SEND) return false;
  return textOf(event, "status") !== "InProgress";
}

/** What a dying controller had still to write into the trace is lost with it. */
export function isControllerDeath({ event, process }: TraceEvent): boolean {
  return event === "fault.fired" && process === "controller";
}

/** Whether a node loses its power: everything on it ends, unheard. */
export function isPowerOff(event: TraceEvent): boolean {
  if (event.event === "agent.stopped") return event["reason"] === "power";
  return event.event === "node.stateChanged" && event["from"] === "Running";
}

const SEND = "aws.ssm.sendCommand";
