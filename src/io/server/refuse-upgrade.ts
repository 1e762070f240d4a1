/**
 * An HTTP answer on a bare socket: for upgrades that are refused, and for what is no request.
 */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Writes a JSON answer and closes the connection; an answer of the API comes with its headers. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  body: string,
  headers: readonly string[] = ["Content-Type: application/json"],
): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
