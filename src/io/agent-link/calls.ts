/**
 * The HTTP calls of a host's agents: short POSTs over a bounded pool of kept sockets.
 *
 * The real agents have sockets of their own; what the controller sees of it, requests, is the
 * same. A call has 15 s from when it leaves, as the agent's have. A kept socket that the server
 * closed at the same moment is no answer: such a call goes out once more.
 */
import http from "node:http";
import https from "node:https";
import type { ControllerAddress } from "./controller-address.ts";
import type { RequestSigner } from "./sign-request.ts";
import { Turnstile } from "./turnstile.ts";

/** Calls under way at once. */
const CALLS_AT_ONCE = 64;
/** Source: the agent's HTTP timeout of CreateControlChannel. */
const CALL_MS = 15_000;
/** Characters of an answer; more ends the call. */
const ANSWER_MAX = 65_536;

export interface Call {
  readonly path: string;
  readonly service: "ssm" | "ssmmessages";
  /** Names in lower case; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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
  readonly #turnstile = new Turnstile(CALLS_AT_ONCE);

  constructor(address: ControllerAddress, signer: RequestSigner) {
    this.#address = address;
    this.#signer = signer;
    const options = { keepAlive: true, maxSockets: CALLS_AT_ONCE };
    this.#request = address.isSecure ? https.request : http.request;
    this.#agent = address.isSecure ? new https.Agent(options) : new http.Agent(options);
  }

  /** Makes a call when its turn comes, and hands its outcome on; never throws or rejects. */
  async post(call: Call): Promise<CallOutcome> {
    let outcome: CallOutcome = {
      type: "failed",
      reason: "too many calls wait",
      isStaleSocket: false,
    };
    await this.#turnstile.pass(async () => {
      outcome = await this.#attempt(call);
      if (outcome.type === "failed" && outcome.isStaleSocket) outcome = await this.#attempt(call);
    });
    return outcome;
  }

  /** Ends every call that is under way. */
  close(): void {
    this.#agent.destroy();
  }

  #attempt({ path, service, headers, body }: Call): Promise<CallOutcome> {
    const { host, hostname, port } = this.#address;
    const unsigned = { method: "POST", url: path, host, headers, body };
    return new Promise((resolve) => {
      const request = this.#request({
        agent: this.#agent,
        method: "POST",
        hostname,
        port,
        path,
        headers: { ...this.#signer.sign(unsigned, service), "content-length": byteLength(body) },
      });
      const timeout = setTimeout(() => request.destroy(new Error("timeout")), CALL_MS);
      const settle = (outcome: CallOutcome): void => {
        clearTimeout(timeout);
        resolve(outcome);
      };
      request.on("response", (response) => readAnswer(response, settle));
      request.on("error", (error: NodeJS.ErrnoException) => {
        const isStaleSocket = request.reusedSocket && error.code === "ECONNRESET";
        settle({ type: "failed", reason: error.code ?? error.message, isStaleSocket });
      });
      request.end(body);
    });
  }
}

function readAnswer(response: http.IncomingMessage, settle: (outcome: CallOutcome) => void): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    body += text;
    if (body.length > ANSWER_MAX) response.destroy(new Error("answer too long"));
  });
  response.on("end", () => settle({ type: "answered", status: response.statusCode ?? 0, body }));
  response.on("error", (error: NodeJS.ErrnoException) =>
    settle({ type: "failed", reason: error.code ?? error.message, isStaleSocket: false }),
  );
}

function byteLength(body: string): number {
  return Buffer.byteLength(body, "utf8");
}
