/**
 * One API call of AWS JSON 1.1, from the text of its body to the text of its answer.
 *
 * Signature, path and content type are the HTTP server's business; this is what is left of a call
 * when those are right, and all that an in-memory client needs.
 * Source: order of checks (target, JSON, types, constraints, meaning) is our choice.
 */
import type { Controller } from "../controller/controller.ts";
import type { ControllerEffect } from "../controller/input.ts";
import { forgetOld } from "../controller/retention.ts";
import type { Effects, TraceFact } from "../kernel/effect.ts";
import { drawUuid } from "../kernel/ids.ts";
import { apiError, ERRORS } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { isOperationName, TARGET_PREFIX } from "../ssm/operation.ts";
import type { OperationName } from "../ssm/operation.ts";
import type { CallContext, CallSecrets } from "./call-context.ts";
import { refuseCaller } from "./caller.ts";
import { refuse } from "./operation-handler.ts";
import type { OperationHandler, Outcome } from "./operation-handler.ts";
import { ANSWERED_OPERATIONS, OPERATION_TABLE } from "./operation-table.ts";
import { shownFacts } from "./shown.ts";
import { validate } from "./validate.ts";

export interface ApiRequest {
  /** The header X-Amz-Target. */
  readonly target: string | undefined;
  readonly body: string;
  /** The node whose credentials or key signed the call, once that was verified. */
  readonly caller?: string | undefined;
  /** The secret that `secretOf` names for the target. */
  readonly secrets?: CallSecrets;
  /** By which its client knows it: the header amz-sdk-invocation-id. */
  readonly id?: string | undefined;
  /** The trace says already that it has come. */
  readonly isTraced?: boolean;
  /** What goes wrong at the service, by a fault. */
  readonly mishap?: Mishap | undefined;
}

/** The call is answered with an error, whatever it would be answered else. */
export interface Mishap {
  /** Whether the call has its effect all the same. */
  readonly hasEffect: boolean;
  readonly error: ApiError;
}

export interface ApiResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Always a JSON object. */
  readonly body: string;
  /** For the header x-amzn-RequestId. */
  readonly requestId: string;
}

/**
 * Answers one call; what it changed is in the controller and in the effects.
 *
 * Units:  nowMs in virtual milliseconds since the run's start.
 * Errors: never throws, whatever target and body are.
 */
export function handleCall(
  controller: Controller,
  request: ApiRequest,
  nowMs: number,
  effects: Effects<ControllerEffect>,
): ApiResponse {
  const { caller, secrets = {} } = request;
  const context = { controller, nowMs, effects, caller, secrets };
  const operation = operationOf(request.target);
  if (effects.tracing && request.isTraced !== true) {
    effects.trace(receivedFact(operation, request.id));
  }
  const outcome = mishappen(request.mishap, () => run(context, operation, request));
  const response = render(outcome, drawUuid(controller.messageIds));
  if (effects.tracing) {
    const code = outcome.ok ? null : outcome.error.code;
    const shown = shownFacts(operation, outcome);
    effects.trace({ event: "call.answered", operation, code, ...shown });
  }
  return response;
}

/** What the trace says of a call that has come. */
export function receivedFact(operation: string, id?: string) {
  const event = "call.received";
  return { event, operation, ...(id === undefined ? {} : { id }) } as const satisfies TraceFact;
}

/** The name behind the prefix, or the whole target when it has another; cut, for it may be long. */
export function operationOf(target = ""): string {
  const isOurs = target.startsWith(TARGET_PREFIX);
  return target.slice(isOurs ? TARGET_PREFIX.length : 0).slice(0, TARGET_SHOWN_MAX);
}

const TARGET_SHOWN_MAX = 80;

function mishappen(mishap: Mishap | undefined, run: () => Outcome): Outcome {
  if (mishap === undefined) return run();
  if (mishap.hasEffect) run();
  return refuse(mishap.error);
}

function run(context: CallContext, operation: string, { target, body }: ApiRequest): Outcome {
  const isKnown = isOperationName(operation) && target === TARGET_PREFIX + operation;
  const handler = isKnown ? OPERATION_TABLE[operation] : undefined;
  if (!isKnown || handler === undefined) return refuse(unknownOperation(operation));
  const { bodyCharactersMax } = context.controller.options;
  if (body.length > bodyCharactersMax) {
    return refuse(
      apiError(
        "RequestEntityTooLargeException",
        `The request body may have ${bodyCharactersMax} characters; found ${body.length}`,
      ),
    );
  }
  forgetOld(context);
  return runValid(context, operation, handler, body);
}

function runValid(
  context: CallContext,
  operation: OperationName,
  handler: OperationHandler<OperationName>,
  body: string,
): Outcome {
  const json = parseBody(body);
  if (json === undefined) return refuse(apiError("SerializationException"));
  const input = validate(operation, json);
  if (!input.ok) return refuse(apiError(input.code, input.message));
  const refusal = refuseCaller(operation, input.value, context.caller);
  return refusal === undefined ? handler(context, input.value) : refuse(refusal);
}

/** The body's JSON value; undefined when it is not JSON. No body at all counts as `{}`. */
function parseBody(body: string): unknown {
  if (body === "") return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Expected: any client may send anything.
    return undefined;
  }
}

function unknownOperation(operation: string): ApiError {
  const problem =
    operation === ""
      ? `X-Amz-Target names no operation; expected ${TARGET_PREFIX}<Operation>.`
      : `The operation ${operation} is not simulated.`;
  return apiError(
    "UnknownOperationException",
    `${problem} Simulated are: ${ANSWERED_OPERATIONS.join(", ")}`,
  );
}

/** Source: errors carry their code in `__type`, and their text in the member of their structure. */
function render(outcome: Outcome, requestId: string): ApiResponse {
  if (outcome.ok) return { status: 200, body: JSON.stringify(outcome.output), requestId };
  const { code, message } = outcome.error;
  const { httpStatus, messageMember } = ERRORS[code];
  const body = { __type: code, ...(messageMember === null ? {} : { [messageMember]: message }) };
  return { status: httpStatus, body: JSON.stringify(body), requestId };
}
