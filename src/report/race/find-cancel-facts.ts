/** Reads from a trace what is to be known of its cancelled invocations. */
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
import type { CancelFacts } from "./cancel-facts.ts";
import { Watched } from "./watched.ts";

/** The facts of every invocation that was cancelled, in the order of their first cancels. */
export function findCancelFacts(events: readonly TraceEvent[]): readonly CancelFacts[] {
  const all = new Map([...cancelledKeys(events)].map((key) => [key, noFacts(key)]));
  const watched = new Watched();
  for (const event of events) {
    const facts = all.get(aboutWhom(event) ?? "");
    if (facts !== undefined) {
      watched.add(facts);
      take(facts, event);
    } else if (isControllerDeath(event)) {
      for (const one of watched.all()) takeControllerDeath(one, event);
    } else if (OF_NODES.has(event.event)) {
      for (const one of watched.of(event.node ?? "")) takeOfNode(one, event);
    }
  }
  return [...all.values()];
}

/** What can happen to a node that decides how its commands end. */
const OF_NODES: ReadonlySet<string> = new Set([
  ...["link.opened", "agent.stopped", "node.stateChanged"],
]);

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
