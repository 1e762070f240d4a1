/**
 * What the controller does first when its process has started over a store.
 *
 * No channel has outlived the process: whatever was on its way is unconfirmed until the agents are
 * back, and is offered again then. Deadlines are absolute in the records, so timers run for what
 * is left of them; what has passed meanwhile fires at once.
 */
import { withdraw } from "./channel.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import { invocationRuntime, timersOf } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import { startPingTimer } from "./ping.ts";
import type { StepContext } from "./step-context.ts";
import { remainingMs } from "./step-invocation.ts";

/** Starts the timers of every record anew, and names the frames of this life differently. */
export function startController(context: StepContext): void {
  const { controller, effects } = context;
  controller.startGeneration();
  const key = CONTROLLER_KEY;
  effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  for (const node of controller.nodes.values()) {
    // A node gets a whole new window to report in: the controller has been deaf.
    if (node.pingStatus === "Online") startPingTimer(context, node);
  }
  for (const invocation of [...controller.openInvocations.values()]) resume(context, invocation);
}

function resume(context: StepContext, invocation: Invocation): void {
  withdraw(context, invocation);
  for (const timer of timersOf(invocation.state)) {
    const ms = remainingMs(context, invocation, invocationRuntime.timers[timer]?.delay ?? "");
    const subject = invocation.serial;
    context.effects.push({ type: "startTimer", subject, timer, minMs: ms, maxMs: ms });
  }
}
