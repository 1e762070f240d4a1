/**
 * The events of a run as the page tells them: each with its words, its kind, whom it is about and in
 * whose lane it stands. A kill stands before the end that it brought about, as in every report.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { PackedStory, PageTone } from "../page-data.ts";
import { jobIdOf, textOf } from "./fact.ts";
import { kindOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

export type Who = "client" | "controller" | "agent" | "process";

export interface Entry {
  readonly event: TraceEvent;
  readonly says: string;
  readonly tone: PageTone;
  /** Whether a report tells of it. */
  readonly isTold: boolean;
  readonly kind: Kind;
  readonly who: Who;
  readonly node: string | undefined;
  /** The command that it is about; of a cancel job the one that it cancels. */
  readonly command: string | undefined;
}

export function makeEntries(events: readonly TraceEvent[], story: PackedStory): readonly Entry[] {
  const told = new Map(story.lines.map(([seq, text, tone]) => [seq, { text, tone }]));
  const cancels = cancelJobs(events);
  const entries = events.map((event): Entry => {
    const line = told.get(event.seq);
    const job = jobIdOf(event);
    const command = cancels.get(job) ?? job;
    return {
      event,
      says: line === undefined ? plainWords(event) : arrowed(story.texts[line.text] ?? ""),
      tone: line?.tone ?? "plain",
      isTold: line !== undefined,
      kind: kindOf(event),
      who: whoOf(event),
      node: event.node,
      command: command === "" ? undefined : command,
    };
  });
  return asTold(entries, story);
}

/** A cancel job has an id of its own. */
function cancelJobs(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  const jobs = new Map<string, string>();
  for (const event of events) {
    const command = textOf(event, "cancels");
    if (command !== "") jobs.set(jobIdOf(event), command);
  }
  return jobs;
}

/** What no report has words for goes by its own name, and by what its line says first. */
function plainWords(event: TraceEvent): string {
  const told = ["operation", "message", "status", "stream", "documentStatus", "cause", "reason"];
  return [event.event, ...told.map((key) => textOf(event, key)).filter(Boolean)].join(" ");
}

/** Reports for terminals have no arrow of their own. */
function arrowed(says: string): string {
  return says.replace("-->", "\u2192");
}

const FROM_AGENTS = new Set(["agent_job_ack", "agent_job_reply"]);

/** A frame stands where it left, and where it arrived. */
function whoOf(event: TraceEvent): Who {
  const isFromAgent = FROM_AGENTS.has(textOf(event, "message"));
  if (event.event === "frame.sent") return isFromAgent ? "agent" : "controller";
  if (event.event === "frame.received") return isFromAgent ? "controller" : "agent";
  if (event.event === "call.failed" || event.source === "client") return "client";
  if (event.source === "process") return "process";
  const isAtNode = event.node !== undefined && event.source !== "controller";
  return isAtNode ? "agent" : "controller";
}

/** In the order of the story, which changes places of neighbours alone. */
function asTold(entries: readonly Entry[], { lines }: PackedStory): readonly Entry[] {
  const before = new Map<number, number>();
  for (const [index, [seq]] of lines.entries()) {
    const next = lines[index + 1]?.[0];
    if (next !== undefined && next < seq) before.set(next, seq);
  }
  const ordered = [...entries];
  for (const [index, entry] of entries.entries()) {
    const next = entries[index + 1];
    if (next === undefined || before.get(entry.event.seq) !== next.event.seq) continue;
    ordered[index] = next;
    ordered[index + 1] = entry;
  }
  return ordered;
}
