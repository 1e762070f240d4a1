/**
 * What the events of a trace are called in a report: a few words each, for those that matter to a
 * person who wants to see how a command and its cancel went.
 *
 * `-->` stands behind what leaves for the other side and before what has come from there. Events
 * without words (keep-alives, health reports, frames that only carry what another event says) are
 * left out of every report.
 */
import type { TraceEventName } from "../kernel/trace-event.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { isFinalReply, listOf, offered, textOf } from "../scenario/property/fact.ts";
import { printable } from "./text.ts";

/** The words for an event; undefined for one that is left out. */
export function wordsOf(event: TraceEvent): string | undefined {
  const words = WORDS[event.event]?.(event);
  return words === undefined ? undefined : printable(words);
}

/** Whether something goes wrong here that was made to, or somebody dies. */
export function isMishap({ event }: TraceEvent): boolean {
  return MISHAPS.has(event);
}

const MISHAPS: ReadonlySet<TraceEventName> = new Set([
  "fault.fired",
  "frame.dropped",
  "link.cut",
  "agent.stopped",
  "process.escaped",
  "channel.denied",
]);

type Words = (event: TraceEvent) => string | undefined;

const WORDS: Partial<Record<TraceEventName, Words>> = {
  "call.answered": (event) =>
    textOf(event, "code") === ""
      ? undefined
      : `${textOf(event, "operation")} refused: ${textOf(event, "code")}`,
  "command.accepted": () => "send accepted",
  "cancel.accepted": () => "cancel accepted",
  "status.changed": statusWords,
  "event.ignored": ignoredWords,
  "ping.changed": (event) => `ping ${textOf(event, "to")}`,
  "frame.sent": sentWords,
  "frame.dropped": droppedWords,
  "job.acked": ackWords,
  "job.queued": () => "job queued",
  "job.started": () => "job started",
  "job.skipped": () => "job left, no reply",
  "job.abandoned": () => "job given up",
  "job.reattached": () => "job found again",
  "job.ended": (event) =>
    textOf(event, "reason") === "" ? undefined : `job gone: ${textOf(event, "reason")}`,
  "reboot.requested": () => "asks for a reboot",
  "cancel.matched": () => "cancel found job",
  "cancel.missed": (event) =>
    event["remembered"] === true ? "no job: remembered" : "cancel: no such job",
  "process.started": () => "process started",
  "process.signalled": (event) =>
    event["delivered"] === true ? `signalled ${signalOf(event)}` : `${signalOf(event)} hit nobody`,
  "process.exited": exitWords,
  "process.escaped": (event) => `escaped: pid ${listOf(event, "pids").slice(0, 3).join(", ")}`,
  "reply.sent": (event) =>
    isFinalReply(event) ? `reply ${textOf(event, "status")} -->` : cancelReplyWords(event),
  "reply.stored": (event) =>
    textOf(event, "status") === "InProgress" || textOf(event, "topic") !== SEND
      ? undefined
      : `reply ${textOf(event, "status")} kept`,
  "node.stateChanged": (event) => `node ${textOf(event, "to")}`,
  "node.removed": () => "node removed",
  "link.opened": (event) => (textOf(event, "service") === "" ? "channel open" : undefined),
  "link.closed": (event) => (textOf(event, "service") === "" ? "channel closed" : undefined),
  "link.refused": (event) => `channel refused: ${textOf(event, "reason")}`,
  "channel.denied": () => "channels are denied",
  "channel.allowed": () => "channels are allowed",
  "link.cut": () => "link cut",
  "link.healed": () => "link healed",
  "fault.fired": faultWords,
  "agent.started": () => "agent up",
  "agent.stopped": (event) => `agent down: ${textOf(event, "reason")}`,
  "agent.restarted": () => "agent up again",
  "fleet.reset": () => "fleet reset",
  "trace.dropped": (event) => `${String(event["count"])} lines dropped`,
};

const SEND = "aws.ssm.sendCommand";

/** StatusDetails, which say more than Status: `status ExecutionTimedOut`; `command Cancelled`. */
function statusWords(event: TraceEvent): string {
  const status = textOf(event, "details") || textOf(event, "to");
  return `${event.node === undefined ? "command" : "status"} ${status}`;
}

/** What came too late to change anything, for a person: a report of an end, or a cancel. */
function ignoredWords(event: TraceEvent): string | undefined {
  if (event.source !== "controller") return undefined;
  const ignored = textOf(event, "ignored");
  if (ignored === "cancel") return "too late: cancel";
  const [, status = "InProgress"] = /^agent_job_reply\.(\w+)$/.exec(ignored) ?? [];
  return status === "InProgress" ? undefined : `too late: ${status}`;
}

function sentWords(event: TraceEvent): string | undefined {
  if (event["message"] !== "agent_job") return undefined;
  if (textOf(event, "cancels") !== "") return "cancel sent -->";
  return offered(event) === "" ? undefined : "job sent -->";
}

function droppedWords(event: TraceEvent): string | undefined {
  const message = textOf(event, "message");
  if (message === "agent_job_ack" && event["reason"] === "unknownJob") return undefined;
  const what = textOf(event, "cancels") === "" ? (FRAMES[message] ?? "frame") : "cancel";
  return `${what} lost: ${textOf(event, "reason")}`;
}

const FRAMES: Readonly<Record<string, string>> = {
  agent_job: "job",
  agent_job_ack: "ack",
  agent_job_reply: "reply",
  agent_job_reply_ack: "reply's ack",
};

function ackWords(event: TraceEvent): string {
  const code = textOf(event, "code");
  const what = textOf(event, "cancels") === "" ? "job" : "cancel";
  return code === "200" ? `--> ${what} arrived` : `--> ${what}: ${code}`;
}

/** Of a cancel job only `ideal` agents say how it ended. */
function cancelReplyWords(event: TraceEvent): string | undefined {
  const status = textOf(event, "status");
  if (status === "InProgress" || textOf(event, "topic") === SEND) return undefined;
  return `cancel ${status} -->`;
}

function exitWords(event: TraceEvent): string {
  if (textOf(event, "problem") !== "") return `no process: ${textOf(event, "problem")}`;
  if (textOf(event, "signal") !== "") return `killed by ${signalOf(event)}`;
  return `exited ${String(event["code"])}`;
}

function signalOf(event: TraceEvent): string {
  return textOf(event, "signal").replace(/^SIG/, "");
}

/** Its name and whatever else its line tells: `fault: delay toAgent 1500 1500`. */
function faultWords(event: TraceEvent): string {
  const told = Object.entries(event).filter(([key]) => !SAID_ELSEWHERE.has(key));
  const facts = told.flatMap(([, fact]) => (isWord(fact) ? String(fact) : []));
  const words = [textOf(event, "process"), textOf(event, "fault"), ...facts];
  return `fault: ${words.join(" ").trim()}`;
}

const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  ...["seq", "atMs", "source", "event", "node", "command", "process", "fault"],
]);

function isWord(fact: unknown): fact is string | number {
  return typeof fact === "string" || typeof fact === "number";
}
