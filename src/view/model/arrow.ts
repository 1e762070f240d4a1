/**
 * The messages of a run as arrows: from where one left to where it arrived.
 *
 * Frames between controller and agent have both ends in the trace, or an end on the way: lost. The
 * trace tells of an API call when it is there, not when its client sent it; so do the arrows. An
 * acknowledged reply has no line at the agent and gets no arrow.
 */
import type { Entry } from "./entry.ts";
import { jobIdOf, textOf } from "./fact.ts";

/** `progress`: a reply that says no more than that the job goes on. */
export type ArrowKind = "call" | "answer" | "job" | "cancel" | "ack" | "reply" | "progress";

export interface Arrow {
  readonly kind: ArrowKind;
  /** Places in the list of entries; the two are equal for a call. */
  readonly from: number;
  readonly to: number;
  readonly node: string | undefined;
  readonly isToNode: boolean;
  /** It never arrived: why. */
  readonly lost: string | undefined;
}

export function makeArrows(entries: readonly Entry[]): readonly Arrow[] {
  const arrows: Arrow[] = [];
  const underWay = new Map<string, number[]>();
  for (const [index, { event }] of entries.entries()) {
    if (event.event === "frame.sent") sent(underWay, keyOf(entries[index]), index);
    else if (ARRIVALS.has(event.event)) {
      const from = underWay.get(keyOf(entries[index]))?.shift();
      if (from !== undefined) arrows.push(frameArrow(entries, from, index));
    } else arrows.push(...callArrows(event, index));
  }
  return [...arrows, ...neverSeen(entries, underWay)].sort((one, other) => one.from - other.from);
}

/** A job's own arrival is its acknowledgement's line: the agent writes none when a frame comes. */
const ARRIVALS = new Set(["frame.received", "frame.dropped", "job.acked"]);

function sent(underWay: Map<string, number[]>, key: string, index: number): void {
  const known = underWay.get(key);
  if (known === undefined) underWay.set(key, [index]);
  else known.push(index);
}

/** What makes a frame and its arrival one; a reply has an id of its own. */
function keyOf(entry: Entry | undefined): string {
  if (entry === undefined) return "";
  const { event } = entry;
  const message = event.event === "job.acked" ? "agent_job" : textOf(event, "message");
  return [message, event.node, jobIdOf(event), textOf(event, "reply")].join("|");
}

function frameArrow(entries: readonly Entry[], from: number, to: number): Arrow {
  const event = entries[from]?.event;
  const end = entries[to]?.event;
  const lost = end?.event === "frame.dropped" ? textOf(end, "reason") : undefined;
  const message = event === undefined ? "" : textOf(event, "message");
  const isCancel = event !== undefined && textOf(event, "cancels") !== "";
  const isInProgress = event !== undefined && textOf(event, "documentStatus") === "InProgress";
  const kinds: Readonly<Record<string, ArrowKind>> = {
    agent_job: isCancel ? "cancel" : "job",
    agent_job_reply: isInProgress ? "progress" : "reply",
  };
  const isToNode = entries[from]?.who === "controller";
  return { kind: kinds[message] ?? "ack", from, to, node: event?.node, isToNode, lost };
}

/** An answer that carries nothing but that it was taken needs no arrow of its own. */
function callArrows(event: Entry["event"], index: number): readonly Arrow[] {
  const arrow = { from: index, to: index, node: undefined, lost: undefined };
  if (event.event === "call.received") return [{ ...arrow, kind: "call", isToNode: true }];
  const isRefused = event.event === "call.answered" && textOf(event, "code") !== "";
  return isRefused ? [{ ...arrow, kind: "answer", isToNode: false }] : [];
}

/** Jobs and replies of whose arrival nothing is known, up to the end of the trace. */
function neverSeen(
  entries: readonly Entry[],
  underWay: ReadonlyMap<string, readonly number[]>,
): readonly Arrow[] {
  return [...underWay.values()].flat().flatMap((from) => {
    const message = textOf(entries[from]?.event ?? NO_EVENT, "message");
    if (message !== "agent_job" && message !== "agent_job_reply") return [];
    return [{ ...frameArrow(entries, from, from), lost: "no arrival is told" }];
  });
}

const NO_EVENT: Entry["event"] = { seq: -1, atMs: 0, source: "kernel", event: "fleet.counted" };
