/**
 * The story of a run: of all the events of its trace those that matter, in few words, each in the
 * lane of the one that it happened to: the controller, or a node.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import {
  commandOfJob,
  invocationOf,
  isMove,
  isTerminal,
  listOf,
  textOf,
} from "../scenario/property/fact.ts";
import { isMishap, wordsOf } from "./event-words.ts";

export type Tone = "plain" | "mishap" | "good" | "bad";

export interface StoryLine {
  readonly seq: number;
  readonly atMs: number;
  /** A node's id, or CONTROLLER. */
  readonly lane: string;
  /** Whom it is about; what happens to all is about no node. */
  readonly node: string | undefined;
  readonly command: string | undefined;
  readonly says: string;
  readonly tone: Tone;
}

export const CONTROLLER = "controller";

/** The lines of a trace from a moment on, in its order. */
export function storyLines(events: readonly TraceEvent[], fromMs = 0): readonly StoryLine[] {
  const roots = commandsOfMany(events);
  const cancels = cancelJobs(events);
  const lines = inOrderOfCause(afterArrival(events)).flatMap((event) => {
    if (event.atMs < fromMs && !isMishap(event)) return [];
    if (isRollUp(event) && !roots.has(event.command ?? "")) return [];
    const says = wordsOf(event);
    return says === undefined ? [] : [lineOf(event, says, cancels)];
  });
  return lines.filter((line, index) => !isSaidByNext(line, lines[index + 1]));
}

/** Without the beginning, in which the nodes of the fleet come online one by one. */
function afterArrival(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const first = events.findIndex(({ event }) => !ARRIVAL.has(event));
  return first < 0 ? [] : events.slice(first);
}

const ARRIVAL: ReadonlySet<string> = new Set([
  ...["node.registered", "agent.started", "ping.changed", "health.reported"],
  ...["link.opened", "link.closed", "host.joined"],
]);

/** Commands with several nodes: only they have a status of their own to tell. */
function commandsOfMany(events: readonly TraceEvent[]): ReadonlySet<string> {
  const many = events.filter(
    (event) => event.event === "command.accepted" && listOf(event, "targets").length > 1,
  );
  return new Set(many.map((event) => event.command ?? ""));
}

function isRollUp(event: TraceEvent): boolean {
  return event.event === "status.changed" && event.node === undefined;
}

/** A kill is traced after the end that it brought about in the same moment: it is told before it. */
export function inOrderOfCause(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const ordered = [...events];
  for (const [index, event] of events.entries()) {
    const next = events[index + 1];
    if (next?.event !== "process.signalled" || next["delivered"] !== true) continue;
    const isItsEnd = event.event === "process.exited" && event["signal"] === next["signal"];
    if (isItsEnd && event.atMs === next.atMs && invocationOf(event) === invocationOf(next)) {
      ordered[index] = next;
      ordered[index + 1] = event;
    }
  }
  return ordered;
}

/** Whom each cancel job is about: it has an id of its own, which tells a person nothing. */
function cancelJobs(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  const jobs = new Map<string, string>();
  for (const event of events) {
    const command = textOf(event, "cancels");
    if (command !== "") jobs.set(jobIdOf(event), command);
  }
  return jobs;
}

function jobIdOf(event: TraceEvent): string {
  return commandOfJob(textOf(event, "job")) || (event.command ?? "");
}

function lineOf(event: TraceEvent, says: string, cancels: ReadonlyMap<string, string>): StoryLine {
  const job = jobIdOf(event);
  const command = cancels.get(job) ?? job;
  return {
    seq: event.seq,
    atMs: event.atMs,
    lane: laneOf(event),
    node: event.node,
    command: command === "" ? undefined : command,
    says,
    tone: toneOf(event),
  };
}

/** Frames of jobs, and all that the controller says, stand in its lane; the rest where it happens. */
function laneOf(event: TraceEvent): string {
  const isControllers = event.source === "controller" || event.event === "frame.sent";
  return isControllers ? CONTROLLER : (event.node ?? CONTROLLER);
}

function toneOf(event: TraceEvent): Tone {
  if (isMishap(event)) return "mishap";
  if (!isMove(event)) return "plain";
  const to = textOf(event, "to");
  if (!isTerminal(to)) return "plain";
  return to === "Success" || to === "Cancelled" ? "good" : "bad";
}

/** That a job has arrived goes without saying when in the same moment it starts or waits. */
function isSaidByNext(line: StoryLine, next: StoryLine | undefined): boolean {
  if (line.says !== "--> job arrived" || next === undefined) return false;
  const isAboutIt = next.command === line.command && next.lane === line.lane;
  return isAboutIt && next.atMs === line.atMs && /^job (started|queued)$/.test(next.says);
}
