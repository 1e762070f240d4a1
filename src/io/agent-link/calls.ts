/**
 * The HTTP calls of a host's agents: POSTs over a bounded pool of kept sockets.
 *
 * The real agents have sockets of their own; what the controller sees of it, requests, is the
 * same. A call has its time from when it leaves, as the agent's have. A kept socket that the server
 * closed at the same moment is no answer: such a call goes out once more.
 */
import http from "node:http";
import https from "node:https";
import type { ControllerAddress } from "./controller-address.ts";
import { FRAME_BYTES_MAX } from "../../wire/frame.ts";
import type { RequestSigner, SignedService } from "./sign-request.ts";
import { Turnstile } from "./turnstile.ts";

export interface CallBounds {
  /** Calls under way at once. */
  readonly atOnceMax: number;
  readonly callMs: number;
  /** Characters of an answer; more ends the call. */
  readonly answerMax: number;
}

/** Source of the time: the agent's HTTP timeout of CreateControlChannel. */
export const SHORT_CALLS: CallBounds = { atOnceMax: 64, callMs: 15_000, answerMax: 65_536 };
/** Source of the time: the agent's StopTimeoutMillis. Ten messages are an answer. */
export const LONG_POLLS: CallBounds = {
  atOnceMax: 20_000,
  callMs: 20_000,
  answerMax: 10 * FRAME_BYTES_MAX,
};

export interface Call {
  readonly path: string;
  readonly service: SignedService;
  /** Names in lower case; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CallOptions {
  /** Ends the call, even before it leaves. */
  readonly signal?: AbortSignal;
  /** Our end of its socket. */
  readonly localAddress?: string | undefined;
}

export type CallOutcome =
  | { readonly type: "answered"; readonly status: number; readonly body: string }
  /** Nobody answered, or not as HTTP does. */
  | { readonly type: "failed"; readonly reason: string; readonly isStaleSocket: boolean };

export class Calls {
  readonly #address: ControllerAddress;
  readonly #signer: RequestSigner;
  readonly #request: typeof http.request;
  readonly #agent: http.Agent;
  readonly #bounds: CallBounds;
  readonly #turnstile: Turnstile;

  constructor(address: ControllerAddress, signer: RequestSigner, bounds = SHORT_CALLS) {
    this.#address = address;
    this.#signer = signer;
    this.#bounds = bounds;
    this.#turnstile = new Turnstile(bounds.atOnceMax);
    const options = { keepAlive: true, maxSockets: bounds.atOnceMax };
    this.#request = address.isSecure ? https.request : http.request;
    this.#agent = address.isSecure ? new https.Agent(options) : new http.Agent(options);
  }

  /** Makes a call when its turn comes, and hands its outcome on; never throws or rejects. */
  async post(call: Call, options: CallOptions = {}): Promise<CallOutcome> {
    let outcome: CallOutcome = {
      type: "failed",
      reason: "too many calls wait",
      isStaleSocket: false,
    };
    await this.#turnstile.pass(async () => {
      outcome = await this.#attempt(call, options);
      if (outcome.type === "failed" && outcome.isStaleSocket) {
        outcome = await this.#attempt(call, options);
      }
    });
    return outcome;
  }

  /** Ends every call that is under way. */
  close(): void {
    this.#agent.destroy();
  }

  #attempt({ path, service, headers, body }: Call, options: CallOptions): Promise<CallOutcome> {
    const { callMs, answerMax } = this.#bounds;
    const { signal, localAddress } = options;
    const { host, hostname, port } = this.#address;
    const unsigned = { method: "POST", url: path, host, headers, body };
    return new Promise((resolve) => {
      const request = this.#request({
        agent: this.#agent,
        method: "POST",
        hostname,
        port,
        path,
        ...(signal === undefined ? {} : { signal }),
        ...(localAddress === undefined ? {} : { localAddress }),
        headers: { ...this.#signer.sign(unsigned, service), "content-length": byteLength(body) },
      });
      const timeout = setTimeout(() => request.destroy(new Error("timeout")), callMs);
      const settle = (outcome: CallOutcome): void => {
        clearTimeout(timeout);
        resolve(outcome);
      };
      request.on("response", (response) => readAnswer(response, answerMax, settle));
      request.on("error", (error: NodeJS.ErrnoException) => {
        const isStaleSocket = request.reusedSocket && error.code === "ECONNRESET";
        settle({ type: "failed", reason: error.code ?? error.message, isStaleSocket });
      });
      request.end(body);
    });
  }
}

function readAnswer(
  response: http.IncomingMessage,
  answerMax: number,
  settle: (outcome: CallOutcome) => void,
): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    body += text;
    if (body.length > answerMax) response.destroy(new Error("answer too long"));
  });
  response.on("end", () => settle({ type: "answered", status: response.statusCode ?? 0, body }));
  response.on("error", (error: NodeJS.ErrnoException) =>
    settle({ type: "failed", reason: error.code ?? error.message, isStaleSocket: false }),
  );
}

function byteLength(body: string): number {
  return Buffer.byteLength(body, "utf8");
}
