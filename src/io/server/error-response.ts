/**
 * An API error as the answer that AWS clients read, for what is refused before the api room sees it.
 */
import type { ApiResponse } from "../../api/handle-call.ts";
import { ERRORS } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";

/** The answer; its status, and which member carries the text, follow from the error's row. */
export function errorResponse(error: ApiError, requestId: string): ApiResponse {
  const { httpStatus, messageMember } = ERRORS[error.code];
  const text = messageMember === null ? {} : { [messageMember]: error.message };
  return { status: httpStatus, body: JSON.stringify({ __type: error.code, ...text }), requestId };
}
