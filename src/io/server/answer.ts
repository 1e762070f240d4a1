/**
 * How answers leave: AWS JSON for clients of the API, plain JSON for the admin routes.
 */
import type { ServerResponse } from "node:http";
import type { ApiResponse } from "../../api/handle-call.ts";
import { resetStream } from "./reset-stream.ts";
import type { HostRefusal } from "./host-check.ts";

/** The body of every error of an admin route. */
export interface AdminError extends HostRefusal {
  readonly error: string;
}

/** Where an answer goes: to its connection, or to a fault before that. */
export interface Answering {
  writeHead(status: number, headers: string[]): unknown;
  end(body: string): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** The same of an answer that may wait for long, so that its connection may break before. */
export interface WaitingAnswer extends Answering {
  /** Breaks the connection. */
  reset(): void;
}

/** An answer that goes straight to its connection. */
export function waitingAnswer(response: ServerResponse): WaitingAnswer {
  return {
    writeHead: (status, headers) => response.writeHead(status, headers),
    end: (body) => response.end(body),
    on: (event, listener) => response.on(event, listener),
    reset: () => resetStream(response.req.socket),
  };
}

/** Answers an AWS client. Source: recorded answers; there is no x-amz-crc32. */
export function answerApi(
  response: Answering,
  { status, body, requestId }: ApiResponse,
  ...headers: readonly string[]
): void {
  response.writeHead(status, [
    "Content-Type",
    "application/x-amz-json-1.1",
    "x-amzn-RequestId",
    requestId,
    "Content-Length",
    String(Buffer.byteLength(body)),
    ...headers,
  ]);
  response.end(body);
}

/** Answers an admin route. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  ...headers: readonly string[]
): void {
  answerText(
    response,
    { status, type: "application/json", body: JSON.stringify(value) },
    ...headers,
  );
}

/** Answers with a text of any type. */
export function answerText(
  response: ServerResponse,
  { status, type, body }: { readonly status: number; readonly type: string; readonly body: string },
  ...headers: readonly string[]
): void {
  response.writeHead(status, [
    "Content-Type",
    type,
    "Content-Length",
    String(Buffer.byteLength(body)),
    "Cache-Control",
    "no-store",
    ...headers,
  ]);
  response.end(body);
}
