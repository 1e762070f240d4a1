/**
 * CreateActivation, DescribeActivations and DeleteActivation.
 *
 * Source: API reference of each; the user guide has the defaults and the longest time.
 */
import { drawUuid } from "../kernel/ids.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { ACTIVATION_EXPIRY_MS_DEFAULT, ACTIVATION_EXPIRY_MS_MAX } from "../ssm/limit.ts";
import { Activation } from "./activation.ts";
import type { ActivationGrant } from "./activation.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import type { Controller } from "./controller.ts";
import { takePage } from "./page.ts";
import type { Page, PageRequest } from "./page.ts";
import { sha256Hex } from "./sha256.ts";
import type { StepContext } from "./step-context.ts";
import { TAGS_MAX } from "./tags.ts";

/** Activations at a time; AWS names no number, so this is our bound. */
export const ACTIVATIONS_MAX = 10_000;
/** What a code may consist of; nothing else is even hashed. */
const CODE = /^[A-Za-z0-9]{20,250}$/;

export interface ActivationRequest extends Omit<ActivationGrant, "codeHash" | "expiresMs"> {
  /** The secret that io made for this call. */
  readonly code: string;
  /** Undefined takes the default. */
  readonly expiresMs: number | undefined;
}

/**
 * A new activation.
 *
 * Errors: InvalidParameters for an ExpirationDate that has passed or is more than 30 days away, and
 *   for too many tags; ThrottlingException when there are too many activations.
 */
export function createActivation(
  context: StepContext,
  { code, expiresMs, ...request }: ActivationRequest,
): Activation | ApiError {
  const { controller, nowMs, effects } = context;
  const endsMs = expiresMs ?? nowMs + ACTIVATION_EXPIRY_MS_DEFAULT;
  if (endsMs <= nowMs || endsMs > nowMs + ACTIVATION_EXPIRY_MS_MAX) {
    const text = "ExpirationDate must lie in the future, and within 30 days.";
    return apiError("InvalidParameters", text);
  }
  if (Object.keys(request.tags).length > TAGS_MAX) {
    return apiError("InvalidParameters", `An activation can have at most ${TAGS_MAX} tags.`);
  }
  if (controller.registrations.activations.size >= ACTIVATIONS_MAX)
    return apiError("ThrottlingException");
  const activation = new Activation(
    drawUuid(controller.messageIds),
    controller.takeSerial(),
    nowMs,
    { ...request, codeHash: sha256Hex(code), expiresMs: endsMs },
  );
  controller.registrations.activations.set(activation.id, activation);
  const key = CONTROLLER_KEY;
  effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  storeActivation(context, activation);
  return activation;
}

/** True if a text is the activation's code. */
export function isCodeOf(activation: Activation, code: string): boolean {
  return CODE.test(code) && sha256Hex(code) === activation.grant.codeHash;
}

export function storeActivation({ effects }: StepContext, activation: Activation): void {
  const { id: key } = activation;
  effects.push({ type: "storeRecord", table: "activation", key, record: activation });
}

/** Errors: InvalidActivationId when there is none of this id (any more). */
export function deleteActivation(
  { controller, effects }: StepContext,
  id: string,
): ApiError | undefined {
  if (!controller.registrations.activations.delete(id)) return apiError("InvalidActivationId");
  effects.push({ type: "storeRecord", table: "activation", key: id, record: undefined });
  return undefined;
}

export interface ActivationFilter {
  readonly key: "ActivationIds" | "DefaultInstanceName" | "IamRole";
  readonly values: readonly string[];
}

/**
 * A page of activations, the oldest first; filters are ANDed, the values of one are ORed.
 *
 * Errors: InvalidNextToken.
 */
export function describeActivations(
  controller: Controller,
  filters: readonly ActivationFilter[],
  page: PageRequest,
): Page<Activation> | ApiError {
  const entries = [...controller.registrations.activations.values()].filter((activation) =>
    filters.every(({ key, values }) => values.includes(FIELDS[key](activation))),
  );
  return takePage(entries, page);
}

const FIELDS: Readonly<Record<ActivationFilter["key"], (activation: Activation) => string>> = {
  ActivationIds: ({ id }) => id,
  DefaultInstanceName: ({ grant }) => grant.defaultInstanceName,
  IamRole: ({ grant }) => grant.iamRole,
};
