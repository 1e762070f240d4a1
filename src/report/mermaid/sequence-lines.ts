/**
 * The lines of a sequence diagram of one invocation: who said what to whom, and what happened to them.
 *
 * A frame is an arrow at the moment at which it arrives, with the moment at which it was sent; one
 * that was lost ends in a cross. Acks that arrive say nothing that the notes do not, and are left out.
 */
import { momentText } from "../../kernel/time-text.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { listOf, textOf } from "../../scenario/property/fact.ts";
import { wordsOf } from "../event-words.ts";
import { inOrderOfCause } from "../story.ts";
import { frameWays } from "../frame-ways.ts";
import type { FrameWay } from "../frame-ways.ts";
import type { Invocation } from "./invocation-choice.ts";
import { mermaidText } from "./mermaid-text.ts";

/** What participants are called in the text of a diagram. */
export type Participant = "client" | "controller" | "agent" | "process";

export interface SequenceLine {
  /** Of its event. */
  readonly seq: number;
  /** The `seq` of the event in whose place it stands. */
  readonly place: number;
  readonly text: string;
}

export interface SequenceParts {
  readonly trace: readonly TraceEvent[];
  readonly invocation: Invocation;
  /** When the fleet was ready: times count from then. */
  readonly readyMs: number;
  /** The `seq` of the events that decide. */
  readonly deciding: readonly number[];
}

/** In the order of the trace, but for causes, which come first. */
export function sequenceLines(parts: SequenceParts): readonly SequenceLine[] {
  const { trace, invocation } = parts;
  const jobs = cancelJobs(trace, invocation);
  const calls = callsOfCancels(trace, invocation);
  const about = trace.filter((event) => isAbout(event, invocation, jobs));
  const own = [
    ...frameWays(trace).flatMap((way) => frameLine(way, parts)),
    ...inOrderOfCause(about).flatMap((event, index) =>
      eventLine(event, parts).map((line) => ({ ...line, place: about[index]?.seq ?? line.seq })),
    ),
  ].map((line) => ({ ...line, place: calls.get(line.seq) ?? line.place }));
  const places = own.map(({ place }) => place).sort((left, right) => left - right);
  const [first = 0, last = 0] = [places.at(0), places.at(-1)];
  const around = trace.flatMap((event) => {
    const isMeanwhile = event.seq > first && event.seq < last;
    return isMeanwhile && isOfAll(event, invocation) ? eventLine(event, parts) : [];
  });
  return [...own, ...around].sort((left, right) => left.place - right.place);
}

/**
 * Where the call of a cancel begins, by the `seq` of each of its nodes: the trace goes from node to
 * node, and what the first of them does to the command stands before the others are told of.
 */
function callsOfCancels(
  trace: readonly TraceEvent[],
  { command }: Invocation,
): ReadonlyMap<number, number> {
  const calls = new Map<number, number>();
  let first: TraceEvent | undefined;
  for (const event of trace) {
    if (event.event === "call.received") first = undefined;
    if (event.event !== "cancel.accepted" || event.command !== command) continue;
    first = first?.atMs === event.atMs ? first : event;
    calls.set(event.seq, first.seq);
  }
  return calls;
}

/** The ids of the jobs that cancel it. */
function cancelJobs(
  trace: readonly TraceEvent[],
  { command, node }: Invocation,
): ReadonlySet<string> {
  const acks = trace.filter((event) => event.event === "job.acked" && event.node === node);
  return new Set(
    acks.filter((ack) => textOf(ack, "cancels") === command).map((ack) => ack.command ?? ""),
  );
}

function isAbout(
  { event, node, command = "" }: TraceEvent,
  invocation: Invocation,
  jobs: ReadonlySet<string>,
): boolean {
  if (event.startsWith("frame.") || (node !== undefined && node !== invocation.node)) return false;
  return command === invocation.command || jobs.has(command);
}

function isOfAll({ event, node, command }: TraceEvent, invocation: Invocation): boolean {
  const isThere = node === undefined || node === invocation.node;
  return isThere && command === undefined && OF_ALL.has(event);
}

/** What happens to a node or to the controller, whatever the command. */
const OF_ALL: ReadonlySet<string> = new Set([
  ...["fault.fired", "link.cut", "link.healed", "link.refused", "node.stateChanged"],
  ...["agent.stopped", "agent.restarted", "channel.denied", "channel.allowed"],
]);

function frameLine(way: FrameWay, parts: SequenceParts): SequenceLine[] {
  const { invocation } = parts;
  const { command, node, message, sent, lost, isToAgent, isCancel } = way;
  if (command !== invocation.command || node !== invocation.node) return [];
  if (lost === undefined && ACKS.has(message)) return [];
  const end = lost ?? way.arrived ?? sent;
  const [from, to] = isToAgent ? ["controller", "agent"] : ["agent", "controller"];
  const words = [message, isCancel ? "of the cancel" : "", textOf(sent, "documentStatus")];
  const fate = lost === undefined ? "" : `, lost: ${textOf(lost, "reason")}`;
  const when = end === sent ? ", not arrived by the end" : `, sent at ${timeOf(sent, parts)}`;
  const says = `${words.filter((word) => word !== "").join(" ")}${when}${fate}`;
  return [arrow(end, `${from}${lost === undefined ? "->>" : "-x"}${to}`, says, parts)];
}

const ACKS: ReadonlySet<string> = new Set(["agent_job_ack", "agent_job_reply_ack"]);

function eventLine(event: TraceEvent, parts: SequenceParts): SequenceLine[] {
  const made = MESSAGES[event.event]?.(event);
  if (made !== undefined) return [arrow(event, made.arrow, made.says, parts)];
  const words = isSaidByArrow(event) || isRollUpOfOne(event, parts) ? undefined : wordsOf(event);
  return words === undefined ? [] : [note(event, words, parts)];
}

interface Message {
  readonly arrow: string;
  readonly says: string;
}

const MESSAGES: Readonly<Record<string, (event: TraceEvent) => Message>> = {
  "command.accepted": () => ({ arrow: "client->>controller", says: "SendCommand" }),
  "cancel.accepted": (event) => {
    const named = listOf(event, "named").length > 0 ? ", by its node's id" : "";
    return { arrow: "client->>controller", says: `CancelCommand${named}` };
  },
  "process.started": (event) => ({
    arrow: "agent->>process",
    says: `starts ${textOf(event, "step")}`,
  }),
  "process.signalled": (event) => ({
    arrow: event["delivered"] === true ? "agent->>process" : "agent-xprocess",
    says: wordsOf(event) ?? "",
  }),
  "process.exited": (event) => ({ arrow: "process-->>agent", says: wordsOf(event) ?? "" }),
};

/** The arrow of the frame stands where these are; a refusal is more than an arrival. */
function isSaidByArrow({ event, code }: TraceEvent): boolean {
  return event === "reply.sent" || (event === "job.acked" && code === "200");
}

/** A command of one node has the status of its invocation. */
function isRollUpOfOne({ event, node, command }: TraceEvent, { trace }: SequenceParts): boolean {
  if (event !== "status.changed" || node !== undefined) return false;
  const accepted = trace.find((one) => one.event === "command.accepted" && one.command === command);
  return accepted === undefined || listOf(accepted, "targets").length < 2;
}

function note(event: TraceEvent, words: string, parts: SequenceParts): SequenceLine {
  const says = words.replaceAll("-->", "").trim();
  return { ...placed(event), text: `Note over ${placeOf(event)}: ${label(event, says, parts)}` };
}

function placeOf(event: TraceEvent): string {
  if (event.event.startsWith("link.")) return "controller,agent";
  if (event.source === "process") return "process";
  if (event.node === undefined || event.source === "controller") return "controller";
  return event.event === "node.stateChanged" ? "agent,process" : "agent";
}

function arrow(event: TraceEvent, way: string, says: string, parts: SequenceParts): SequenceLine {
  return { ...placed(event), text: `${way}: ${label(event, says, parts)}` };
}

function placed({ seq }: TraceEvent): Pick<SequenceLine, "seq" | "place"> {
  return { seq, place: seq };
}

function label(event: TraceEvent, says: string, parts: SequenceParts): string {
  const place = parts.deciding.indexOf(event.seq);
  const mark = place < 0 ? "" : `(${place + 1}) `;
  return mermaidText(`${timeOf(event, parts)} ${mark}${says}`);
}

function timeOf({ atMs }: TraceEvent, { readyMs }: SequenceParts): string {
  return momentText(atMs - readyMs);
}
