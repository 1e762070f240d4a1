/**
 * SendCommand: checks the request against documents and nodes, then makes the command and offers
 * it to every node at once.
 *
 * The order of the checks is our choice: document, version, parameters, ids, node states, platform.
 * A request that is refused has changed nothing.
 * Source: API reference, SendCommand.
 */
import { drawUuid } from "../kernel/ids.ts";
import { isAddressable } from "../ssm/node-state.ts";
import { apiError, notInValidState } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { offer, withdraw } from "./channel.ts";
import { checkDocument, executionTimeoutOf } from "./check-document.ts";
import { Command } from "./command.ts";
import type { CommandRequest } from "./command-request.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import type { Controller } from "./controller.ts";
import type { FoundDocument } from "./find-document.ts";
import { Invocation } from "./invocation.ts";
import { maxConcurrencyOf } from "./rate-control.ts";
import type { RegisteredNode } from "./registered-node.ts";
import { makeRoom } from "./retention.ts";
import { checkTargets, resolveTargets } from "./resolve-targets.ts";
import { maxErrorsOf } from "./roll-up.ts";
import type { StepContext } from "./step-context.ts";
import { startInvocation, stepInvocation, updateCommand } from "./step-invocation.ts";

/** What a call says, with what is only compared, never kept. */
export interface CommandOrder {
  readonly request: Omit<CommandRequest, "content" | "executionTimeoutSeconds">;
  readonly documentHash: string | undefined;
}

/**
 * Accepts a command, or says why not.
 *
 * Errors: ValidationException (neither or both of InstanceIds and Targets, a target that can't be
 *         resolved), InvalidDocument, InvalidDocumentVersion, InvalidParameters,
 *         MaxDocumentSizeExceeded, DuplicateInstanceId, InvalidInstanceId, UnsupportedPlatformType,
 *         ThrottlingException (a bound of the options is reached).
 */
export function sendCommand(context: StepContext, order: CommandOrder): Command | ApiError {
  const { controller } = context;
  const document =
    checkTargets(order.request) ?? checkDocument(controller, order.request, order.documentHash);
  if ("code" in document) return document;
  const refusal = checkInstanceIds(controller, order.request.instanceIds, document);
  if (refusal !== undefined) return refusal;
  const nodes = resolveTargets(controller, order.request);
  const { content } = document.version;
  const request: CommandRequest = {
    ...order.request,
    content: document.isBuiltIn ? undefined : content,
    executionTimeoutSeconds: executionTimeoutOf(order.request.parameters, content),
  };
  return makeRoom(context, nodes.length) ?? accept(context, request, { document, nodes });
}

function checkInstanceIds(
  controller: Controller,
  instanceIds: readonly string[],
  document: FoundDocument,
): ApiError | undefined {
  if (new Set(instanceIds).size < instanceIds.length) return apiError("DuplicateInstanceId");
  const invalid = instanceIds.filter((id) => {
    const state = controller.nodes.get(id)?.state;
    return state === undefined || !isAddressable(state);
  });
  if (invalid.length > 0) {
    return apiError("InvalidInstanceId", notInValidState(invalid, controller.options.accountId));
  }
  const supported = instanceIds.every((id) => runsOn(document, controller.nodes.get(id)));
  return supported ? undefined : apiError("UnsupportedPlatformType");
}

/** A node whose agent has not reported yet has no known platform, and is given the benefit. */
function runsOn(document: FoundDocument, node: RegisteredNode | undefined): boolean {
  const platform = node?.health?.platformType;
  return platform === undefined || document.runsOn.includes(platform);
}

function accept(
  context: StepContext,
  request: CommandRequest,
  { document, nodes }: { document: FoundDocument; nodes: readonly RegisteredNode[] },
): Command {
  const { controller, nowMs, effects } = context;
  const command = new Command(drawUuid(controller.ids), controller.takeSerial(), request, nowMs);
  for (const node of nodes) {
    command.addInvocation(new Invocation(command.id, node.id, controller.takeSerial()));
  }
  controller.addCommand(command);
  const key = CONTROLLER_KEY;
  effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  effects.push({ type: "storeRecord", table: "command", key: command.id, record: command });
  if (effects.tracing) {
    effects.trace({
      event: "command.accepted",
      command: command.id,
      document: request.documentName,
      targets: nodes.map(({ id }) => id),
      maxConcurrency: maxConcurrencyOf(command),
      maxErrors: maxErrorsOf(command),
      deliveryEndsMs: command.deliveryEndsMs,
      expiresMs: command.expiresMs,
    });
  }
  for (const node of nodes) deliver(context, command, { document, node });
  updateCommand(context, command);
  return command;
}

function deliver(
  context: StepContext,
  command: Command,
  { document, node }: { document: FoundDocument; node: RegisteredNode },
): void {
  const invocation = command.invocations.get(node.id);
  if (invocation === undefined) return;
  const { connectionLostNodes } = context.controller.options;
  startInvocation(context, invocation);
  if (!runsOn(document, node)) {
    stepInvocation(context, invocation, "platform.unsupported");
  } else if (node.isReachable) offer(context, invocation);
  else if (node.pingStatus === "ConnectionLost" && connectionLostNodes === "Undeliverable") {
    stepInvocation(context, invocation, "node.unreachable");
  } else withdraw(context, invocation);
}
