/**
 * Which event of a trace opens or closes which slice of a trace-event file.
 */
import type { TraceEventName } from "../../kernel/trace-event.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import {
  isMove,
  isPowerOff,
  isTerminal,
  listOf,
  stepOf,
  textOf,
} from "../../scenario/property/fact.ts";
import { wordsOf } from "../event-words.ts";
import type { Names } from "../names.ts";
import type { TracePages } from "./trace-pages.ts";
import type { Tracks } from "./tracks.ts";

export interface Pen {
  readonly pages: TracePages;
  readonly tracks: Tracks;
  readonly names: Names;
}

/** Writes what an event of the trace stands for; frames have their own (frame-arrows.ts). */
export function readEvent(event: TraceEvent, pen: Pen): void {
  if (isPowerOff(event)) powerOff(event, pen);
  const read = READERS[event.event] ?? moment;
  read(event, pen);
}

type Reader = (event: TraceEvent, pen: Pen) => void;

const READERS: Partial<Record<TraceEventName, Reader>> = {
  "frame.sent": nothing,
  "frame.received": nothing,
  "frame.dropped": nothing,
  "command.accepted": accepted,
  "status.changed": statusChanged,
  "job.queued": (event, pen) => jobMoved(event, pen, "queued"),
  "job.started": (event, pen) => jobMoved(event, pen, "running"),
  "job.ended": jobEnded,
  "job.skipped": jobEnded,
  "job.abandoned": jobEnded,
  "process.started": processStarted,
  "process.exited": processExited,
  "process.escaped": escaped,
  "process.gone": (event, { pages }) => pages.close({ cat: "escaped", id: placeOf(event) }, event),
  "agent.started": agentUp,
  "agent.restarted": agentUp,
  "agent.stopped": agentDown,
  "link.opened": linkOpened,
  "link.closed": (event, { pages }) => pages.close({ cat: "channel", id: channelOf(event) }, event),
  "link.cut": linkCut,
  "link.healed": (event, { pages }) => pages.close({ cat: "cut", id: event.node ?? "" }, event),
  "node.stateChanged": nodeMoved,
  "fault.fired": faultFired,
};

function nothing(): void {
  // Told elsewhere.
}

function moment(event: TraceEvent, { pages, tracks }: Pen): void {
  pages.moment(tracks.ofEvent(event), event, wordsOf(event) ?? event.event);
}

/** `<command>/<node>`; of a whole command the command's id alone. */
function placeOf({ command = "", node }: TraceEvent): string {
  return node === undefined ? command : `${command}/${node}`;
}

/** A command, and each of its invocations: on the outside the whole life, on the inside its statuses. */
function accepted(event: TraceEvent, pen: Pen): void {
  const { pages, tracks, names } = pen;
  const { command = "" } = event;
  const track = tracks.ofController("commands");
  const name = names.command(command);
  pages.open({ cat: "command", id: command, name, track }, event);
  for (const node of listOf(event, "targets")) {
    const id = `${command}/${node}`;
    const whole = `${name} on ${names.node(node)}`;
    pages.open({ cat: "invocation", id, name: whole, track }, event);
    openStatus(id, "Pending", event, pen);
    pages.count(track, "open invocations", 1, event);
  }
}

function statusChanged(event: TraceEvent, pen: Pen): void {
  const { pages, tracks } = pen;
  const id = placeOf(event);
  const [to, from] = [textOf(event, "to"), textOf(event, "from")];
  if (!isMove(event)) {
    if (isTerminal(to)) pages.close({ cat: "command", id }, event);
    else pages.moment(tracks.ofController("commands"), event, wordsOf(event) ?? event.event);
    return;
  }
  pages.close({ cat: "invocation", id, part: "status" }, event);
  if (!isTerminal(to)) {
    openStatus(id, textOf(event, "details") || to, event, pen);
    return;
  }
  if (!isTerminal(from))
    pages.count(tracks.ofController("commands"), "open invocations", -1, event);
  pages.close({ cat: "invocation", id }, event);
}

function openStatus(id: string, name: string, event: TraceEvent, { pages, tracks }: Pen): void {
  const track = tracks.ofController("commands");
  pages.open({ cat: "invocation", id, part: "status", name, track }, event);
}

/** A job waits and runs; one that is found again after a restart goes on. */
function jobMoved(event: TraceEvent, { pages, tracks, names }: Pen, name: string): void {
  const track = tracks.ofNode(event.node, "agent");
  const cat = `job ${name}`;
  pages.close({ cat: "job queued", id: placeOf(event) }, event);
  const whole = `${names.command(event.command ?? "")} ${name}`;
  pages.open({ cat, id: placeOf(event), name: whole, track }, event);
}

function jobEnded(event: TraceEvent, { pages, tracks }: Pen): void {
  const id = placeOf(event);
  const isKnown = JOB_STATES.some((cat) => pages.isOpen({ cat, id }));
  for (const cat of JOB_STATES) pages.close({ cat, id }, event);
  if (!isKnown) pages.moment(tracks.ofNode(event.node, "agent"), event, event.event);
}

const JOB_STATES = ["job queued", "job running"] as const;

function processStarted(event: TraceEvent, { pages, tracks, names }: Pen): void {
  const track = tracks.ofNode(event.node, "process");
  const name = `${names.command(event.command ?? "")} ${textOf(event, "step")}`;
  const slice = { cat: "process", id: stepOf(event), name, track };
  if (!pages.isOpen(slice)) pages.count(track, PROCESSES, 1, event);
  pages.open(slice, event);
}

function processExited(event: TraceEvent, pen: Pen): void {
  const { pages, tracks } = pen;
  const track = tracks.ofNode(event.node, "process");
  const slice = { cat: "process", id: stepOf(event) };
  if (pages.isOpen(slice)) pages.count(track, PROCESSES, -1, event);
  else moment(event, pen);
  pages.close(slice, event);
}

const PROCESSES = "running processes";

function escaped(event: TraceEvent, { pages, tracks, names }: Pen): void {
  const name = `escaped of ${names.command(event.command ?? "")}`;
  const track = tracks.ofNode(event.node, "process");
  pages.open({ cat: "escaped", id: placeOf(event), name, track }, event);
}

/** Everything on the node ends, and nobody is there to say so. */
function powerOff(event: TraceEvent, { pages, tracks }: Pen): void {
  const track = tracks.ofNode(event.node, "process");
  const running = pages.countOf("process", track.pid);
  if (running > 0) pages.count(track, PROCESSES, -running, event);
  for (const cat of ["process", "escaped", ...JOB_STATES]) pages.closeOf(cat, track.pid, event);
}

function agentUp(event: TraceEvent, { pages, tracks }: Pen): void {
  const id = event.node ?? "";
  pages.open({ cat: "agent", id, name: "agent", track: tracks.ofNode(event.node, "agent") }, event);
}

function agentDown(event: TraceEvent, pen: Pen): void {
  pen.pages.close({ cat: "agent", id: event.node ?? "" }, event);
  moment(event, pen);
}

function linkOpened(event: TraceEvent, { pages, tracks }: Pen): void {
  const name = `channel ${textOf(event, "service")}`.trim();
  const track = tracks.ofNode(event.node, "link");
  pages.open({ cat: "channel", id: channelOf(event), name, track }, event);
}

function channelOf(event: TraceEvent): string {
  return `${event.node ?? ""}/${String(event["epoch"])}/${textOf(event, "service")}`;
}

function linkCut(event: TraceEvent, { pages, tracks }: Pen): void {
  const track = tracks.ofNode(event.node, "link");
  pages.open({ cat: "cut", id: event.node ?? "", name: "cut", track }, event);
}

function nodeMoved(event: TraceEvent, { pages, tracks }: Pen): void {
  const id = event.node ?? "";
  pages.close({ cat: "node", id }, event);
  const track = tracks.ofNode(event.node, "node");
  pages.open({ cat: "node", id, name: textOf(event, "to"), track }, event);
}

/** A fault that lasts is a slice; whatever acts is a moment. */
function faultFired(event: TraceEvent, pen: Pen): void {
  const { pages, tracks } = pen;
  const [name, phase] = [textOf(event, "fault"), textOf(event, "phase")];
  const id = `${String(event["plan"])}/${event.node ?? ""}`;
  const track = tracks.ofNode(event.node, "node");
  if (phase === "begin") pages.open({ cat: "fault", id, name, track }, event);
  if (phase === "end") pages.close({ cat: "fault", id }, event);
  else moment(event, pen);
}
