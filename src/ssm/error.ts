/**
 * The one table of everything that an API call can be refused with, and the error as a value.
 *
 * An error is data, never thrown: `apiError("InvalidCommandId")`. How it looks on the wire (status,
 * `__type`, which member carries the text) follows from its row. Timed out, cancelled and killed
 * are outcomes of commands, not errors: see status.ts.
 */
import { AGENT_ERRORS } from "./error-agent.ts";
import { COMMON_ERRORS } from "./error-common.ts";
import { MODELLED_ERRORS } from "./error-modelled.ts";
import type { ErrorRow } from "./error-row.ts";

export type { ErrorRow } from "./error-row.ts";
export type ErrorCode =
  keyof typeof MODELLED_ERRORS | keyof typeof COMMON_ERRORS | keyof typeof AGENT_ERRORS;

/** A refusal: the code of its row, and its text ("" for errors that carry none). */
export interface ApiError {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * An error as a value.
 *
 * Shape: code and an optional text of the caller's -> the error; the row's own text by default.
 *   A code whose structure has no text member keeps "" whatever the caller says.
 */
export function apiError(code: ErrorCode, message?: string): ApiError {
  const row = ERRORS[code];
  return { code, message: row.messageMember === null ? "" : (message ?? row.text) };
}

/** Every error, modelled, common and agents' own, by its code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = {
  ...MODELLED_ERRORS,
  ...COMMON_ERRORS,
  ...AGENT_ERRORS,
};

/**
 * The text of InvalidInstanceId when nodes can't be addressed; the doubled brackets are AWS's.
 *
 * Source: answers of SendCommand quoted in public reports.
 */
export function notInValidState(instanceIds: readonly string[], accountId: string): string {
  return `Instances [[${instanceIds.join(", ")}]] not in a valid state for account ${accountId}`;
}
