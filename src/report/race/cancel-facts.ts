/**
 * What a trace tells of a cancelled invocation: the first event of each kind that can have decided
 * how it ended. Up to its end, but for what came too late.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import {
  cancelledBy,
  invocationOf,
  isControllerDeath,
  isEnd,
  isFinalReply,
  isPowerOff,
  offered,
  textOf,
} from "../../scenario/property/fact.ts";

export interface CancelFacts {
  readonly command: string;
  readonly node: string;
  /** CancelCommand, while the invocation was open. */
  cancel?: TraceEvent;
  /** CancelCommand, after its end; kept where there was none before. */
  lateCancel?: TraceEvent;
  /** The controller died with the cancel accepted and not sent. */
  controllerDied?: TraceEvent;
  cancelSent?: TraceEvent;
  cancelLost?: TraceEvent;
  cancelRefused?: TraceEvent;
  cancelTaken?: TraceEvent;
  matched?: TraceEvent;
  missed?: TraceEvent;
  jobSent?: TraceEvent;
  jobTaken?: TraceEvent;
  queued?: TraceEvent;
  /** A worker took it up; of several times the last. */
  started?: TraceEvent;
  processStarted?: TraceEvent;
  signalled?: TraceEvent;
  /** Of several steps the last. */
  exited?: TraceEvent;
  escaped?: TraceEvent;
  /** The agent died when it had signalled, before its report. */
  agentDied?: TraceEvent;
  /** The node lost its power before the report. */
  nodeDown?: TraceEvent;
  report?: TraceEvent;
  end?: TraceEvent;
  /** The node had a channel again, after the end. */
  nodeBack?: TraceEvent;
  /** It was started when for the controller it was over. */
  startedAfterEnd?: TraceEvent;
}

/** The facts of every invocation that was cancelled, in the order of their first cancels. */
export function cancelFacts(events: readonly TraceEvent[]): readonly CancelFacts[] {
  const all = new Map([...cancelledKeys(events)].map((key) => [key, noFacts(key)]));
  const list = [...all.values()];
  const byNode = new Map<string, CancelFacts[]>();
  for (const one of list) byNode.set(one.node, [...(byNode.get(one.node) ?? []), one]);
  for (const event of events) {
    const facts = all.get(aboutWhom(event) ?? "");
    if (facts !== undefined) take(facts, event);
    else if (isControllerDeath(event)) for (const one of list) takeControllerDeath(one, event);
    else for (const one of byNode.get(event.node ?? "") ?? []) takeOfNode(one, event);
  }
  return list;
}

/** Of those that a client has cancelled, or whose cancel has come to an agent all the same. */
function cancelledKeys(events: readonly TraceEvent[]): ReadonlySet<string> {
  return new Set(events.filter(({ event }) => CANCELS.has(event)).map(invocationOf));
}

const CANCELS: ReadonlySet<string> = new Set([
  "cancel.accepted",
  "cancel.matched",
  "cancel.missed",
]);

function noFacts(key: string): CancelFacts {
  const [command = "", node = ""] = key.split("/");
  return { command, node };
}

/** `<command>/<node>` of the one invocation that an event is about. */
function aboutWhom(event: TraceEvent): string | undefined {
  const about = cancelledBy(event) || offered(event);
  if (about !== "") return about;
  const isOfOne = event.command !== undefined && event.node !== undefined;
  return isOfOne ? invocationOf(event) : undefined;
}

function take(facts: CancelFacts, event: TraceEvent): void {
  if (facts.end !== undefined) takeLate(facts, event);
  else if (cancelledBy(event) !== "") takeCancelJob(facts, event);
  else if (event.event === "frame.sent") facts.jobSent ??= event;
  else if (event.event === "job.acked" && event["code"] === "200") facts.jobTaken ??= event;
  else if (event.event === "process.signalled") takeSignal(facts, event);
  else if (isFinalReply(event) || isKept(event)) facts.report ??= event;
  else if (isEnd(event)) facts.end = event;
  else takeStep(facts, event);
}

function takeLate(facts: CancelFacts, event: TraceEvent): void {
  // A cancel that was sent in time arrives all the same.
  if (facts.cancel !== undefined && cancelledBy(event) !== "") takeCancelJob(facts, event);
  if (event.event === "job.started") facts.startedAfterEnd ??= event;
  if (event.event === "process.escaped") facts.escaped ??= event;
  if (event.event === "cancel.accepted" && facts.cancel === undefined) facts.lateCancel ??= event;
}

/** A lost cancel is sent again, and a refused one offered again: what worked in the end counts. */
function takeCancelJob(facts: CancelFacts, event: TraceEvent): void {
  if (event.event === "frame.sent") facts.cancelSent ??= event;
  if (event.event === "frame.dropped") facts.cancelLost ??= event;
  if (event.event !== "job.acked") return;
  if (event["code"] === "200") facts.cancelTaken ??= event;
  else facts.cancelRefused ??= event;
}

/** The first signal that hit somebody, else the first at all. */
function takeSignal(facts: CancelFacts, event: TraceEvent): void {
  if (facts.signalled?.["delivered"] !== true) facts.signalled = event;
}

function isKept(event: TraceEvent): boolean {
  return event.event === "reply.stored" && textOf(event, "status") !== "InProgress";
}

function takeStep(facts: CancelFacts, event: TraceEvent): void {
  switch (event.event) {
    case "cancel.accepted":
      facts.cancel ??= event;
      break;
    case "cancel.matched":
      facts.matched ??= event;
      break;
    case "cancel.missed":
      facts.missed ??= event;
      break;
    case "job.queued":
      facts.queued ??= event;
      break;
    case "job.started":
      facts.started = event;
      break;
    case "process.started":
      facts.processStarted ??= event;
      break;
    case "process.exited":
      facts.exited = event;
      break;
    case "process.escaped":
      facts.escaped ??= event;
      break;
    default:
  }
}

/** What happens to a node happens to all that is open there. */
function takeOfNode(facts: CancelFacts, event: TraceEvent): void {
  if (facts.end !== undefined) takeReturn(facts, event);
  else if (facts.report !== undefined) return;
  else if (isPowerOff(event)) takeStop(facts, event);
  else if (event.event === "agent.stopped" && facts.signalled !== undefined) {
    facts.agentDied ??= event;
  }
}

function takeReturn(facts: CancelFacts, event: TraceEvent): void {
  const isOpening = event.event === "link.opened" && textOf(event, "service") === "";
  if (isOpening) facts.nodeBack ??= event;
}

function takeControllerDeath(facts: CancelFacts, event: TraceEvent): void {
  const isUnsent = facts.cancel !== undefined && facts.cancelSent === undefined;
  if (isUnsent && facts.end === undefined) facts.controllerDied ??= event;
}

/** The agent's end and the node's change of state are one thing: the state says more. */
function takeStop(facts: CancelFacts, event: TraceEvent): void {
  const isSame = facts.nodeDown?.atMs === event.atMs && event.event === "node.stateChanged";
  if (facts.nodeDown === undefined || isSame) facts.nodeDown = event;
}
