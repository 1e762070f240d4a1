/**
 * The API calls of a live run's client: over HTTP, as an SDK makes them, each once.
 *
 * The service says of a call by its id when it has come; that tells whose command the next one is
 * that is accepted, also when the answer to it gets lost. What ends without an answer stands in the
 * trace as `call.failed`, as in virtual time.
 */
import { randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import type { ClientRequest as HttpRequest, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { operationOf } from "../../api/handle-call.ts";
import type { ApiResponse } from "../../api/handle-call.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Calls } from "../../scenario/run/scene.ts";
import { CallError } from "../../world/call-error.ts";
import { CALLS_MAX } from "../../world/client-calls.ts";
import type { ClientRequest } from "../../world/client-calls.ts";

export interface LiveCallsParts {
  readonly url: string;
  /** A call has ended without an answer. */
  readonly failed: (operation: string, reason: string) => void;
  /** A call is over; what its client makes of that is done. */
  readonly over: () => void;
}

interface Open {
  readonly call: ClientRequest;
  readonly request: HttpRequest;
}

/** As an SDK's: more wait for a connection. */
const SOCKETS_MAX = 50;
/** Longer than any answer of ours. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

export class LiveCalls implements Calls {
  readonly #parts: LiveCallsParts;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  /** By the id that stands in its header. */
  readonly #open = new Map<string, Open>();

  constructor(parts: LiveCallsParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Reads the trace ahead of the client. */
  see({ event, id }: TraceEvent): void {
    if (event !== "call.received") return;
    if (typeof id === "string") this.#open.get(id)?.call.arriving?.();
  }

  send(call: ClientRequest): object | undefined {
    if (this.#open.size >= CALLS_MAX) return undefined;
    const id = randomUUID();
    const request = httpRequest(this.#parts.url, {
      method: "POST",
      agent: this.#agent,
      headers: headersOf(id, call),
    });
    this.#open.set(id, { call, request });
    const timeout = setTimeout(() => this.#end(id, "timeout"), call.timeoutMs);
    request.on("close", () => clearTimeout(timeout));
    request.on("error", (error: NodeJS.ErrnoException) => {
      this.#end(id, error.code === "ECONNREFUSED" ? "connection refused" : "connection lost");
    });
    request.on("response", (response) => this.#read(id, response));
    request.end(call.body);
    return request;
  }

  /** Gives up what is under way; nobody is told. */
  close(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { request } of open) request.destroy();
    this.#agent.destroy();
  }

  #read(id: string, response: IncomingMessage): void {
    const parts: Buffer[] = [];
    let bytes = 0;
    response.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= BODY_BYTES_MAX) parts.push(part);
      else this.#end(id, "connection lost");
    });
    response.on("error", () => this.#end(id, "connection lost"));
    response.on("end", () => {
      const { statusCode: status = 0, headers } = response;
      const requestId = String(headers["x-amzn-requestid"]);
      this.#answer(id, { status, body: Buffer.concat(parts).toString(), requestId });
    });
  }

  #answer(id: string, answer: ApiResponse): void {
    const open = this.#take(id);
    if (open === undefined) return;
    open.call.answered(answer);
    this.#parts.over();
  }

  #end(id: string, reason: "timeout" | "connection refused" | "connection lost"): void {
    const open = this.#take(id);
    if (open === undefined) return;
    open.request.destroy();
    const { call } = open;
    this.#parts.failed(operationOf(call.target), reason);
    const isLate = reason === "timeout";
    call.failed(isLate ? CallError.timeout(call.timeoutMs, "ms") : CallError.noAnswer(reason));
    this.#parts.over();
  }

  #take(id: string): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    return open;
  }
}

function headersOf(id: string, { target = "", body }: ClientRequest): OutgoingHttpHeaders {
  return {
    "content-type": "application/x-amz-json-1.1",
    "content-length": Buffer.byteLength(body),
    "x-amz-target": target,
    "amz-sdk-invocation-id": id,
    "amz-sdk-request": "attempt=1; max=1",
  };
}
