/**
 * CancelCommand: best effort, all-or-nothing in its checks.
 *
 * An invocation that is surely not with its agent is Cancelled at once; one that may be there is
 * Cancelling until a final report, or ExpiresAfter. One that has ended is left alone, and the call
 * succeeds all the same.
 * Source: API reference, CancelCommand; what it leaves open is our choice, see docs/api.md.
 */
import { isAddressable } from "../ssm/node-state.ts";
import { apiError, notInValidState } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { offer } from "./channel.ts";
import type { Command } from "./command.ts";
import type { Controller } from "./controller.ts";
import type { Invocation } from "./invocation.ts";
import { completedCountOf, targetCountOf } from "./roll-up.ts";
import type { StepContext } from "./step-context.ts";
import { stepInvocation, updateCommand } from "./step-invocation.ts";

export interface CancelOrder {
  readonly commandId: string;
  /** Empty is every node of the command. */
  readonly instanceIds: readonly string[];
}

/**
 * Accepts a cancel, or says why not and then has cancelled nothing.
 *
 * Errors: InvalidCommandId; DuplicateInstanceId; InvalidInstanceId for an id that the command does
 *         not have, or whose node is unknown, Shutting-down or Terminated.
 */
export function cancelCommand(context: StepContext, order: CancelOrder): ApiError | undefined {
  const { controller } = context;
  const command = controller.commands.get(order.commandId);
  if (command === undefined) return apiError("InvalidCommandId");
  const refusal = checkInstanceIds(controller, command, order.instanceIds);
  if (refusal !== undefined) return refusal;
  const named = order.instanceIds;
  if (named.length === 0) cancelAll(context, command);
  else {
    for (const id of heldFirst(command, named)) {
      cancel(context, command.invocations.get(id), named);
    }
  }
  return undefined;
}

function checkInstanceIds(
  controller: Controller,
  command: Command,
  ids: readonly string[],
): ApiError | undefined {
  if (new Set(ids).size < ids.length) return apiError("DuplicateInstanceId");
  const invalid = ids.filter(
    (id) => !command.invocations.has(id) || !canBeAddressed(controller, id),
  );
  if (invalid.length === 0) return undefined;
  return apiError("InvalidInstanceId", notInValidState(invalid, controller.options.accountId));
}

/** A slot that this very cancel gives back must not go to a node that it names too. */
function heldFirst({ held }: Command, ids: readonly string[]): readonly string[] {
  return [...ids.filter((id) => held.has(id)), ...ids.filter((id) => !held.has(id))];
}

/** Nodes that are gone are passed over in silence: nobody named them. */
function cancelAll(context: StepContext, command: Command): void {
  const { controller, effects } = context;
  if (completedCountOf(command) < targetCountOf(command) && !command.cancelRequested) {
    command.cancelRequested = true;
    effects.push({ type: "storeRecord", table: "command", key: command.id, record: command });
  }
  for (const [nodeId, invocation] of command.invocations) {
    if (canBeAddressed(controller, nodeId)) cancel(context, invocation);
  }
  updateCommand(context, command);
}

function cancel(
  context: StepContext,
  invocation: Invocation | undefined,
  named: readonly string[] = [],
): void {
  if (invocation === undefined) return;
  const { effects } = context;
  const { nodeId, commandId } = invocation;
  if (effects.tracing) {
    effects.trace({ event: "cancel.accepted", node: nodeId, command: commandId, named });
  }
  stepInvocation(context, invocation, "cancel");
  if (context.controller.nodes.get(nodeId)?.isReachable === true) offer(context, invocation);
}

function canBeAddressed(controller: Controller, nodeId: string): boolean {
  const node = controller.nodes.get(nodeId);
  return node !== undefined && isAddressable(node.state);
}
