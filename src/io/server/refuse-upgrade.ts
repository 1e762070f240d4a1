/**
 * An HTTP answer on a bare socket: for upgrades that are refused, and for what is no request.
 */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Writes a JSON answer (or one of another type) and closes the connection. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  body: string,
  contentType = "application/json",
): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
      `Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
