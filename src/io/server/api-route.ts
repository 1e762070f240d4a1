/**
 * `POST /`: AWS JSON 1.1, from the request's bytes to the core and back.
 *
 * Order of checks: method and path (the router's), body size, signature; all else is the api
 * room's.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiError } from "../../ssm/error.ts";
import { answerApi } from "./answer.ts";
import type { Authority } from "./authority.ts";
import { errorResponse } from "./error-response.ts";
import type { LiveCore } from "./live-core.ts";
import { readBody } from "./read-body.ts";

/** Four times what the largest document with its parameters takes. Source: our choice. */
export const BODY_BYTES_MAX = 1_048_576;

/** Handles one call. */
export function handleApi(
  core: LiveCore,
  authority: Authority,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  readBody(request, response, BODY_BYTES_MAX, (body) => {
    const error =
      body === "tooLong"
        ? apiError("RequestEntityTooLargeException", `More than ${BODY_BYTES_MAX} bytes of body.`)
        : authority.refuse(request, body, "ssm");
    if (error !== undefined || body === "tooLong") {
      const refusal = error ?? apiError("RequestEntityTooLargeException");
      answerApi(response, errorResponse(refusal, randomUUID()));
      return;
    }
    const target = request.headers["x-amz-target"];
    const call = { target: typeof target === "string" ? target : undefined, body: body.toString() };
    core.call(call, (answer) => answerApi(response, answer));
  });
}
