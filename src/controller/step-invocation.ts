/**
 * One step of an invocation: asks the machine, carries its effects out, keeps the counters.
 *
 * This is the only place that changes an invocation's state. A step that the machine does not take
 * changes nothing and is traced: in a cancel race that line is the evidence.
 */
import type { MachineEffect } from "../kernel/machine-runtime.ts";
import type { InvocationEvent } from "../machines/invocation/invocation-event.ts";
import { COMMAND_STATUS_DETAILS, INVOCATION_STATUS_DETAILS } from "../ssm/status.ts";
import { acknowledgeHeld } from "./acknowledge-reply.ts";
import type { Command } from "./command.ts";
import {
  DETAILS,
  detailsIndexOf,
  invocationEvent,
  invocationRuntime,
  owesCancel,
  takes,
} from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import { countSlot, hasStopped, isStopped, nextHeld } from "./rate-control.ts";
import {
  completedCountOf,
  deliveryTimedOutCountOf,
  errorCountOf,
  rollUp,
  targetCountOf,
} from "./roll-up.ts";
import { sendCancelJob, sendSendJob } from "./send-job.ts";
import type { StepContext } from "./step-context.ts";

/** Steps an invocation by a named event; false when its state ignores it. */
export function stepInvocation(
  context: StepContext,
  invocation: Invocation,
  event: InvocationEvent["type"],
): boolean {
  return stepByNumber(context, invocation, invocationEvent(event));
}

/** Steps an invocation by a timer of its that has fired. */
export function fireTimer(context: StepContext, invocation: Invocation, timer: number): boolean {
  return stepByNumber(context, invocation, invocationRuntime.timerEvent(timer));
}

/** Starts the timers of the initial state of a new invocation. */
export function startInvocation(context: StepContext, invocation: Invocation): void {
  carryOut(context, invocation, invocationRuntime.initial.effects);
  storeInvocation(context, invocation);
}

/** How much of a delay of the machine is left, in milliseconds; the command knows its deadlines. */
export function remainingMs(context: StepContext, invocation: Invocation, delay: string): number {
  const { controller, nowMs } = context;
  const { offerRetryMs, ackWaitMs } = controller.options;
  if (delay === "offerRetryMs") return offerRetryMs;
  if (delay === "ackWaitMs") return ackWaitMs * (1 << doublings(invocation.offers));
  const { expiresMs, deliveryEndsMs } = controller.commandOf(invocation);
  return Math.max(0, (delay === "expiresMs" ? expiresMs : deliveryEndsMs) - nowMs);
}

/**
 * How often the wait for an ack has doubled. By a shift, for `2 ** n` is no small integer to V8: it
 * would give every timer in the program boxes for its lengths.
 */
function doublings(offers: number): number {
  return Math.min(Math.max(0, offers - 1), DOUBLINGS_MAX);
}

/** 34 years of the shortest `ackWaitMs`: no command waits for so long. */
const DOUBLINGS_MAX = 30;

/** Brings a command's own StatusDetails up to date with its counters; stores and traces a change. */
export function updateCommand({ effects }: StepContext, command: Command): void {
  const from = command.details;
  const to = rollUp(command);
  if (from === to) return;
  command.details = to;
  effects.push({ type: "storeRecord", table: "command", key: command.id, record: command });
  if (effects.tracing) {
    effects.trace({
      event: "status.changed",
      command: command.id,
      from: COMMAND_STATUS_DETAILS[from].status,
      to: COMMAND_STATUS_DETAILS[to].status,
      details: to,
      targetCount: targetCountOf(command),
      completedCount: completedCountOf(command),
      errorCount: errorCountOf(command),
      deliveryTimedOutCount: deliveryTimedOutCountOf(command),
      cancelRequested: command.cancelRequested,
    });
  }
}

function stepByNumber(context: StepContext, invocation: Invocation, event: number): boolean {
  const from = invocation.state;
  const step = invocationRuntime.step(from, event);
  if (step === undefined) {
    traceIgnored(context, invocation, event);
    return false;
  }
  invocation.state = step.target;
  carryOut(context, invocation, step.effects);
  storeInvocation(context, invocation);
  const command = context.controller.commandOf(invocation);
  countSlot(command, invocation, from);
  if (detailsIndexOf(from) !== detailsIndexOf(step.target)) changeStatus(context, invocation, from);
  if (owesCancel(from) && !owesCancel(step.target)) acknowledgeHeld(context, invocation);
  if (invocation.isFinal) context.controller.closeInvocation(invocation);
  deliverNext(context, command, invocation);
  return true;
}

/** What a step of one invocation means for the others: one gets its slot, or nobody any more. */
function deliverNext(context: StepContext, command: Command, stepped: Invocation): void {
  if (!isStopped(command)) {
    const next = nextHeld(command);
    if (next !== undefined) stepInvocation(context, next, "link.opened");
    return;
  }
  const isFirst = hasStopped(command, stepped);
  for (const invocation of isFirst ? command.invocations.values() : [stepped]) {
    if (takes(invocation.state, "errors.exceeded")) {
      stepInvocation(context, invocation, "errors.exceeded");
    }
  }
}

function carryOut(
  context: StepContext,
  invocation: Invocation,
  list: readonly MachineEffect[],
): void {
  for (const effect of list) {
    if (effect.type === "action") act(context, invocation, effect.name);
    else if (effect.type === "stopDelay") {
      const { timer } = effect;
      context.effects.push({ type: "stopTimer", subject: invocation.serial, timer });
    } else startDelay(context, invocation, effect.timer, effect.delay);
  }
}

function act(context: StepContext, invocation: Invocation, action: string): void {
  switch (action) {
    case "sendJob":
      sendSendJob(context, invocation);
      return;
    case "sendCancel":
      sendCancelJob(context, invocation, "newId");
      return;
    case "sendCancelAgain":
      sendCancelJob(context, invocation, "sameId");
      return;
    case "noteUnanswered":
      invocation.hasUnansweredOffer = true;
      return;
    case "noteTaken":
    case "noteReport":
      // What a reply says is taken over by whoever received it (receive-frame.ts).
      invocation.offerMessageId = "";
      invocation.hasUnansweredOffer = false;
  }
}

function startDelay(
  context: StepContext,
  invocation: Invocation,
  timer: number,
  delay: string,
): void {
  const ms = remainingMs(context, invocation, delay);
  const subject = invocation.serial;
  context.effects.push({ type: "startTimer", subject, timer, minMs: ms, maxMs: ms });
}

function changeStatus(context: StepContext, invocation: Invocation, fromState: number): void {
  const { controller, effects } = context;
  const command = controller.commandOf(invocation);
  const from = detailsIndexOf(fromState);
  const to = detailsIndexOf(invocation.state);
  command.counts[from] = (command.counts[from] ?? 0) - 1;
  command.counts[to] = (command.counts[to] ?? 0) + 1;
  if (effects.tracing) traceStatus(context, invocation, from, to);
  updateCommand(context, command);
}

function traceStatus(
  { effects }: StepContext,
  invocation: Invocation,
  from: number,
  to: number,
): void {
  const fromDetails = DETAILS[from] ?? "Pending";
  const toDetails = DETAILS[to] ?? "Pending";
  effects.trace({
    event: "status.changed",
    node: invocation.nodeId,
    command: invocation.commandId,
    from: INVOCATION_STATUS_DETAILS[fromDetails].status,
    to: INVOCATION_STATUS_DETAILS[toDetails].status,
    details: toDetails,
  });
}

function traceIgnored({ effects }: StepContext, invocation: Invocation, event: number): void {
  if (!effects.tracing) return;
  effects.trace({
    event: "event.ignored",
    node: invocation.nodeId,
    command: invocation.commandId,
    machine: invocationRuntime.id,
    state: invocationRuntime.states[invocation.state] ?? "",
    ignored: invocationRuntime.events[event] ?? "",
  });
}

/** Has an invocation stored as it is now. */
export function storeInvocation({ effects }: StepContext, invocation: Invocation): void {
  const key = `${invocation.commandId}/${invocation.nodeId}`;
  effects.push({ type: "storeRecord", table: "invocation", key, record: invocation });
}
