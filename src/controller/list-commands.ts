/**
 * ListCommands and ListCommandInvocations: what was asked for, newest first.
 *
 * Source: API reference, ListCommands, ListCommandInvocations; the order is our choice.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { checkFilters, commandPasses, invocationPasses } from "./command-filter.ts";
import type { CommandFilter } from "./command-filter.ts";
import type { Command } from "./command.ts";
import type { Controller } from "./controller.ts";
import type { Invocation } from "./invocation.ts";
import { takePage } from "./page.ts";
import type { Page, PageRequest } from "./page.ts";

export interface ListRequest {
  readonly commandId: string | undefined;
  readonly instanceId: string | undefined;
  readonly filters: readonly CommandFilter[];
  readonly page: PageRequest;
}

/**
 * A page of commands.
 *
 * Errors: InvalidNextToken, ValidationException (a time in a filter), and InvalidCommandId when the
 *         options say so for a CommandId that does not exist.
 */
export function listCommands(
  controller: Controller,
  request: ListRequest,
): Page<Command> | ApiError {
  const refusal = checkFilters(request.filters, "command");
  if (refusal !== undefined) return refusal;
  const { commandId } = request;
  const { listCommandsUnknownId } = controller.options;
  const isUnknown = commandId !== undefined && !controller.commands.has(commandId);
  if (isUnknown && listCommandsUnknownId === "InvalidCommandId") {
    return apiError("InvalidCommandId");
  }
  return takePage(matchingCommands(controller, request), request.page);
}

/**
 * A page of invocations; an unknown CommandId is an empty list.
 *
 * Errors: InvalidNextToken, InvalidFilterKey, ValidationException (a time in a filter).
 * Source: public reports of an empty list right after SendCommand.
 */
export function listInvocations(
  controller: Controller,
  request: ListRequest,
): Page<CommandInvocation> | ApiError {
  const refusal = checkFilters(request.filters, "invocation");
  return refusal ?? takePage(matchingInvocations(controller, request), request.page);
}

/** An invocation with its command. */
export interface CommandInvocation {
  readonly serial: number;
  readonly command: Command;
  readonly invocation: Invocation;
}

function* matchingCommands(controller: Controller, request: ListRequest): Generator<Command> {
  const { instanceId, filters } = request;
  // Source: API reference, ListCommands: InstanceId doesn't go together with Status=Pending.
  if (instanceId !== undefined && filters.some(isStatusPending)) return;
  for (const command of newestFirst(controller, request.commandId)) {
    if (instanceId !== undefined && !command.invocations.has(instanceId)) continue;
    if (commandPasses(command, filters, controller.options.epochMs)) yield command;
  }
}

function* matchingInvocations(
  controller: Controller,
  request: ListRequest,
): Generator<CommandInvocation> {
  const { filters, instanceId } = request;
  const { epochMs } = controller.options;
  for (const command of newestFirst(controller, request.commandId)) {
    for (const invocation of invocationsOf(command, instanceId)) {
      const entry = { serial: invocation.serial, command, invocation };
      if (invocationPasses(entry, filters, epochMs)) yield entry;
    }
  }
}

function newestFirst({ commands }: Controller, id: string | undefined): readonly Command[] {
  if (id === undefined) return [...commands.values()].reverse();
  const command = commands.get(id);
  return command === undefined ? [] : [command];
}

function invocationsOf(command: Command, id: string | undefined): readonly Invocation[] {
  if (id === undefined) return [...command.invocations.values()].reverse();
  const invocation = command.invocations.get(id);
  return invocation === undefined ? [] : [invocation];
}

function isStatusPending({ key, value }: CommandFilter): boolean {
  return key === "Status" && value === "Pending";
}
