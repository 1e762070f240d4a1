/**
 * Turns an API call away before the api room sees it, and says so in the trace.
 *
 * What reaches the api room leaves `call.received` and `call.answered` there instead.
 */
import { randomUUID } from "node:crypto";
import { operationOf } from "../../api/handle-call.ts";
import type { ApiError } from "../../ssm/error.ts";
import { answerApi } from "./answer.ts";
import type { Answering } from "./answer.ts";
import { errorResponse } from "./error-response.ts";
import type { LiveCore } from "./live-core.ts";

/** `target` is the header X-Amz-Target. */
export function refuseCall(
  core: LiveCore,
  target: string | undefined,
  response: Answering,
  error: ApiError,
): void {
  core.write("client", { event: "call.refused", operation: operationOf(target), code: error.code });
  answerApi(response, errorResponse(error, randomUUID()));
}
