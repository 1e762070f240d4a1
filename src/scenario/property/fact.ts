/**
 * How monitors read the facts of a trace: what an event is about, and a few questions to it.
 *
 * A stored trace may hold anything: what has another form than expected reads as "" or as 0.
 */
import { TRACE_EVENTS } from "../../kernel/trace-event.ts";
import type { TraceEventName } from "../../kernel/trace-event.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { PROCESS_FAULTS } from "../../faults/process/process-faults.ts";
import { parseJobId } from "../../wire/job-id.ts";

/** For a monitor that has to know what comes next, whatever it is. */
export const EVERY_EVENT = Object.keys(TRACE_EVENTS) as readonly TraceEventName[];

/** `<command>/<node>` of an event about an invocation. */
export function invocationOf({ command = "", node = "" }: TraceEvent): string {
  return `${command}/${node}`;
}

/** `<command>/<node>/<step>` of an event about one step of an invocation. */
export function stepOf(event: TraceEvent): string {
  return `${invocationOf(event)}/${textOf(event, "step")}`;
}

/** `<command>/<node>` of the job that a frame is about; "" if it names none. */
export function jobOf(event: TraceEvent): string {
  const job = parseJobId(textOf(event, "job"));
  return job === undefined ? "" : `${job.commandId}/${event.node ?? ""}`;
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

/** Whether SIGKILL has met all that has escaped, so that it only can't die yet, or at all. */
export function isDying(escape: TraceEvent): boolean {
  const dying = listOf(escape, "dying");
  return dying.length > 0 && listOf(escape, "pids").every((pid) => dying.includes(pid));
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
  return event["message"] === "agent_job" ? jobOf(event) : "";
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

/** `<command>/<node>` of a report that the controller has received; "" for every other event. */
export function reportOf(event: TraceEvent): string {
  if (event.event !== "frame.received" || event["message"] !== "agent_job_reply") return "";
  return event["topic"] === SEND ? jobOf(event) : "";
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

/** The bytes of a digest of output: `<bytes>:<hash>`, with `+` when it was cut. */
export function digestBytes(text: string): number {
  const bytes = Number.parseInt(text, 10);
  return Number.isNaN(bytes) ? 0 : bytes;
}

/** Whether a node loses its power: everything on it ends, unheard. */
export function isPowerOff(event: TraceEvent): boolean {
  if (event.event === "agent.stopped") return event["reason"] === "power";
  return event.event === "node.stateChanged" && event["from"] === "Running";
}

const SEND = "aws.ssm.sendCommand";

/** Whether a fault of anything but a process acts, begins or ends: what is late then is no wonder. */
export function isHoldUp(event: TraceEvent): boolean {
  return event.event === "fault.fired" && !OF_PROCESSES.has(textOf(event, "fault"));
}

const OF_PROCESSES: ReadonlySet<string> = new Set(PROCESS_FAULTS.map(({ name }) => name));
