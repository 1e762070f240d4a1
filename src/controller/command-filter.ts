/**
 * The filters of ListCommands and ListCommandInvocations.
 *
 * Filters are ANDed. A Status filter takes a Status or a StatusDetails word, so `TimedOut` finds
 * both kinds. Times are ISO 8601 with a zone, or a date alone, which counts as UTC.
 * Source: botocore model ssm 2014-11-06, CommandFilter; API reference, ListCommands.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { COMMAND_STATUS_DETAILS } from "../ssm/status.ts";
import type { Command } from "./command.ts";
import { detailsOf, statusOf } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";

export type FilterKey =
  "InvokedAfter" | "InvokedBefore" | "Status" | "ExecutionStage" | "DocumentName";

export interface CommandFilter {
  readonly key: FilterKey;
  readonly value: string;
}

/**
 * Refuses filters that make no sense.
 *
 * Errors: InvalidFilterKey for ExecutionStage on invocations (our choice); ValidationException for
 *         a time that can't be read.
 */
export function checkFilters(
  filters: readonly CommandFilter[],
  level: "command" | "invocation",
): ApiError | undefined {
  for (const { key, value } of filters) {
    if (key === "ExecutionStage" && level === "invocation") return apiError("InvalidFilterKey");
    if ((key === "InvokedAfter" || key === "InvokedBefore") && readTime(value) === undefined) {
      return apiError(
        "ValidationException",
        `The value of ${key} must be a time such as 2026-01-31T00:00:00Z; found ${value}`,
      );
    }
  }
  return undefined;
}

/** Whether a command passes every filter; `epochMs` is the Unix time of virtual time 0. */
export function commandPasses(
  command: Command,
  filters: readonly CommandFilter[],
  epochMs: number,
): boolean {
  const { details } = command;
  const { status, terminal } = COMMAND_STATUS_DETAILS[details];
  return filters.every(({ key, value }) => {
    if (key === "Status") return value === status || value === details;
    if (key === "ExecutionStage") return value === (terminal ? "Complete" : "Executing");
    return requestPasses(command, key, value, epochMs);
  });
}

/** Whether an invocation of a command passes every filter. */
export function invocationPasses(
  { command, invocation }: { readonly command: Command; readonly invocation: Invocation },
  filters: readonly CommandFilter[],
  epochMs: number,
): boolean {
  const { state } = invocation;
  return filters.every(({ key, value }) =>
    key === "Status"
      ? value === statusOf(state) || value === detailsOf(state)
      : requestPasses(command, key, value, epochMs),
  );
}

function requestPasses(command: Command, key: FilterKey, value: string, epochMs: number): boolean {
  if (key === "DocumentName") return value === command.request.documentName;
  const requestedMs = epochMs + command.requestedMs;
  const timeMs = readTime(value) ?? 0;
  return key === "InvokedAfter" ? requestedMs > timeMs : requestedMs < timeMs;
}

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** Unix milliseconds; a form without a zone would depend on where the simulator runs. */
function readTime(text: string): number | undefined {
  const timeMs = TIME.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
