/**
 * One API call, from the body's text to the answer's text.
 */
import type { Controller } from "../controller/controller.ts";
import type { ControllerEffect } from "../controller/input.ts";
import type { Effects } from "../kernel/effect.ts";

export interface ApiRequest {
  /** The header X-Amz-Target. */
  readonly target: string | undefined;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  /** Always a JSON object. */
  readonly body: string;
  /** For the header x-amzn-RequestId. */
  readonly requestId: string;
}

/**
 * Answers one call; what it changes is in the controller and in the effects.
 *
 * Errors: never throws, whatever the body.
 */
export function handleCall(
  _controller: Controller,
  _request: ApiRequest,
  _nowMs: number,
  _effects: Effects<ControllerEffect>,
): ApiResponse {
  return { status: 501, body: "{}", requestId: "" };
}
