/**
 * How answers leave: AWS JSON for clients of the API, plain JSON for the admin routes.
 */
import type { ServerResponse } from "node:http";
import type { ApiResponse } from "../../api/handle-call.ts";
import type { HostRefusal } from "./host-check.ts";

/** The body of every error of an admin route. */
export interface AdminError extends HostRefusal {
  readonly error: string;
}

/** Answers an AWS client. Source: recorded answers; there is no x-amz-crc32. */
export function answerApi(
  response: ServerResponse,
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
