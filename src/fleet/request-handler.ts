/**
 * The request handler of an AWS SDK client that talks to the fleet: no socket, virtual time.
 *
 * The shape is that of the SDK's own handlers, as far as clients use it. An abort and a timeout
 * reject as those of the SDK's handler for Node do (`AbortError`, `TimeoutError`). A client whose
 * retries are on, as by default, makes an AbortError of its own, without the reason.
 */
import type { ApiResponse } from "../api/handle-call.ts";
import { CALLS_MAX } from "../world/client-calls.ts";
import type { ClientCalls } from "../world/client-calls.ts";
import { FleetError, shown } from "./fleet-error.ts";
import type { Time } from "./time.ts";

export interface HttpRequestLike {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface HttpResponseLike {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** What `client.send(command, options)` passes on. */
export interface HandlerOptions {
  readonly abortSignal?: AbortSignalLike | undefined;
  /** In virtual milliseconds. */
  readonly requestTimeout?: number | undefined;
}

/** A signal of the platform, or the SDK's own older one, which knows `onabort` alone. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  onabort?: unknown;
  readonly addEventListener?: unknown;
}

export interface FleetRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: HttpRequestLike,
    options?: HandlerOptions,
  ): Promise<{ response: HttpResponseLike }>;
  /** There is nothing to configure. */
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  /** There is nothing to close: other clients go on. */
  destroy(): void;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function makeRequestHandler(calls: ClientCalls, time: Time): FleetRequestHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async (request, options = {}) => ({
      response: render(await send(calls, time, request, options)),
    }),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

async function send(
  calls: ClientCalls,
  time: Time,
  request: HttpRequestLike,
  { abortSignal, requestTimeout = 0 }: HandlerOptions,
): Promise<ApiResponse> {
  if (abortSignal?.aborted === true) throw abortError(abortSignal);
  let forget = () => {};
  try {
    return await new Promise((resolve, reject) => {
      const call = calls.send({
        target: request.headers["x-amz-target"],
        body: readBody(request.body),
        timeoutMs: requestTimeout,
        answered: resolve,
        failed: reject,
      });
      if (call === undefined) {
        throw new FleetError(
          `expected at most ${CALLS_MAX} API calls at once; found one more; it was not sent`,
        );
      }
      forget = onAbort(abortSignal, () => {
        calls.giveUp(call);
        reject(abortError(abortSignal));
      });
      time.wake();
    });
  } finally {
    // A signal may outlive a thousand calls.
    forget();
  }
}

function readBody(body: unknown): string {
  if (typeof body === "string" || body === undefined) return body ?? "";
  if (body instanceof Uint8Array) return decoder.decode(body);
  throw new FleetError(`expected a body of text or bytes; found ${shown(body)}; nothing was sent`);
}

function render({ status, body, requestId }: ApiResponse): HttpResponseLike {
  return {
    statusCode: status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: encoder.encode(body),
  };
}

/** Listens to a signal; answers how to end that. */
function onAbort(signal: AbortSignalLike | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (!(signal instanceof AbortSignal)) {
    signal.onabort = listener;
    return () => (signal.onabort = null);
  }
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

function abortError(signal: AbortSignalLike | undefined): Error {
  const reason = signal?.reason;
  const error = new Error("Request aborted", reason instanceof Error ? { cause: reason } : {});
  error.name = "AbortError";
  return error;
}
