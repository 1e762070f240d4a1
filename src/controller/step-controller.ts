/**
 * Everything that can happen to the controller besides API calls, each sent to where it belongs.
 */
import type { Effects } from "../kernel/effect.ts";
import { channelClosed, channelOpened, setDenied } from "./channel.ts";
import type { Controller } from "./controller.ts";
import type { ControllerEffect, ControllerInput } from "./input.ts";
import { loseContact } from "./ping.ts";
import { receiveFrame } from "./receive-frame.ts";
import { nodeRemoved, nodeReported, nodeStateChanged } from "./registry.ts";
import { startController } from "./start-controller.ts";
import type { StepContext } from "./step-context.ts";
import { fireTimer } from "./step-invocation.ts";

/**
 * Lets the controller take in one input.
 *
 * Units:  nowMs in virtual milliseconds since the run's start; never smaller than before.
 * Errors: never throws; inputs about nodes that are not known change nothing.
 */
export function stepController(
  controller: Controller,
  input: ControllerInput,
  nowMs: number,
  effects: Effects<ControllerEffect>,
): void {
  const context = { controller, nowMs, effects };
  switch (input.type) {
    case "controller.start":
      startController(context);
      return;
    case "timer":
      timerFired(context, input.subject, input.timer);
      return;
    case "node.reported":
      nodeReported(context, input.node);
      return;
    case "node.stateChanged":
      nodeStateChanged(context, input.node, input.state);
      return;
    case "node.removed":
      nodeRemoved(context, input.node);
      return;
    case "channel.opened":
      channelOpened(context, input.node, input.epoch);
      return;
    case "channel.closed":
      channelClosed(context, input.node, input.epoch);
      return;
    case "channel.denied":
    case "channel.allowed":
      setDenied(context, input.node, input.type === "channel.denied");
      return;
    case "frame.received":
      receiveFrame(context, input.node, input.epoch, input.message);
  }
}

/** A timer of an invocation that has ended meanwhile finds no subject. */
function timerFired(context: StepContext, serial: number, timer: number): void {
  const invocation = context.controller.openInvocations.get(serial);
  if (invocation !== undefined) {
    fireTimer(context, invocation, timer);
    return;
  }
  const node = context.controller.nodeOfSerial(serial);
  if (node !== undefined) loseContact(context, node);
}
