/**
 * The ways of a trace's frames: where each left, and where it arrived or was lost.
 *
 * The controller says of each frame that it has arrived. Of an agent it is said of jobs alone, by
 * `job.acked`; that the ack of a reply has come no event says. Frames that are alike arrive in the
 * order in which they were sent; one that comes twice has one way.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import { commandOfJob, textOf } from "../scenario/property/fact.ts";

export interface FrameWay {
  /** `agent_job`, `agent_job_reply`, ... */
  readonly message: string;
  readonly node: string;
  /** The command that it is about; of a cancel job the one that it cancels. */
  readonly command: string;
  readonly isCancel: boolean;
  readonly isToAgent: boolean;
  readonly sent: TraceEvent;
  /** Undefined: nobody says that it has. */
  arrived?: TraceEvent;
  lost?: TraceEvent;
}

/** In the order in which they were sent. */
export function frameWays(events: readonly TraceEvent[]): readonly FrameWay[] {
  const ways: FrameWay[] = [];
  const open = new Map<string, FrameWay[]>();
  const cancels = new Map<string, string>();
  for (const event of events) {
    if (textOf(event, "cancels") !== "") cancels.set(jobOf(event), textOf(event, "cancels"));
    if (event.event === "frame.sent") {
      const way = wayOf(event, cancels);
      ways.push(way);
      listAt(open, keyOf(event)).push(way);
    } else {
      const way = open.get(keyOf(event))?.shift();
      if (way === undefined) continue;
      if (event.event === "frame.dropped") way.lost = event;
      else way.arrived = event;
    }
  }
  return ways;
}

function listAt(lists: Map<string, FrameWay[]>, key: string): FrameWay[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function wayOf(event: TraceEvent, cancels: ReadonlyMap<string, string>): FrameWay {
  const message = textOf(event, "message");
  const job = jobOf(event);
  const cancelled = cancels.get(job);
  return {
    ...{ message, node: event.node ?? "", sent: event },
    command: cancelled ?? job,
    isCancel: cancelled !== undefined,
    isToAgent: TO_AGENT.has(message),
  };
}

const TO_AGENT: ReadonlySet<string> = new Set(["agent_job", "agent_job_reply_ack"]);

/** The id in its JobId: a command's, or a cancel job's own. */
function jobOf(event: TraceEvent): string {
  return commandOfJob(textOf(event, "job")) || (event.command ?? "");
}

/** What a frame's sending, arrival and loss have in common; "" for what is none of these. */
function keyOf(event: TraceEvent): string {
  const node = event.node ?? "";
  if (event.event === "job.acked") return `agent_job|${node}|${event.command ?? ""}`;
  if (!FRAME_EVENTS.has(event.event)) return "";
  const message = textOf(event, "message");
  if (message === "agent_job") return `agent_job|${node}|${jobOf(event)}`;
  return `${message}|${node}|${textOf(event, "job")}|${textOf(event, "reply")}`;
}

const FRAME_EVENTS: ReadonlySet<string> = new Set([
  "frame.sent",
  "frame.received",
  "frame.dropped",
]);
