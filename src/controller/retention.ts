/**
 * How long commands are kept, and what happens when there are too many.
 *
 * Old commands are forgotten when a call comes in, without a timer: a command past its retention
 * that nobody asks about does no harm. One that is still open is never forgotten; with one that is
 * forgotten goes the cancel that its agent has not taken.
 * Source: user guide (30 days for deregistered nodes); the bounds are our choice.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import type { Command } from "./command.ts";
import { completedCountOf, targetCountOf } from "./roll-up.ts";
import type { StepContext } from "./step-context.ts";
import { stepInvocation } from "./step-invocation.ts";

/** Forgets the oldest commands whose time is over; cheap when there is nothing to forget. */
export function forgetOld(context: StepContext): void {
  const { controller, nowMs } = context;
  for (const command of controller.commands.values()) {
    if (command.requestedMs + controller.options.retentionMs > nowMs || !hasEnded(command)) return;
    forget(context, command);
  }
}

/**
 * Makes room for one more command with so many invocations.
 *
 * Errors: ThrottlingException when too many invocations are open, or every command kept is.
 */
export function makeRoom(context: StepContext, invocations: number): ApiError | undefined {
  const { controller } = context;
  const { openInvocationsMax, commandsMax } = controller.options;
  if (controller.openInvocations.size + invocations > openInvocationsMax) {
    return apiError("ThrottlingException", `Rate exceeded: ${openInvocationsMax} open invocations`);
  }
  if (controller.commands.size < commandsMax) return undefined;
  for (const command of controller.commands.values()) {
    if (!hasEnded(command)) continue;
    forget(context, command);
    return undefined;
  }
  return apiError("ThrottlingException", `Rate exceeded: ${commandsMax} open commands`);
}

function hasEnded(command: Command): boolean {
  return completedCountOf(command) === targetCountOf(command);
}

function forget(context: StepContext, command: Command): void {
  const { controller, effects } = context;
  for (const invocation of command.invocations.values()) {
    if (!invocation.isFinal) stepInvocation(context, invocation, "command.forgotten");
  }
  controller.commands.delete(command.id);
  if (effects.tracing) effects.trace({ event: "command.forgotten", command: command.id });
  effects.push({ type: "storeRecord", table: "command", key: command.id, record: undefined });
  for (const nodeId of command.invocations.keys()) {
    const key = `${command.id}/${nodeId}`;
    effects.push({ type: "storeRecord", table: "invocation", key, record: undefined });
  }
}
