/**
 * Reads a request's body up to a bound.
 *
 * What is too long is read to its end and thrown away, so that a client that writes first and
 * reads later gets its answer; past a second bound it is answered at once, and cut off.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Bytes of a body that is too long which are still read, only to be thrown away. */
const DISCARD_BYTES_MAX = 8 * 1024 * 1024;

/** Calls `done` once with the body, or with "tooLong"; never when the client hangs up before. */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
  done: (body: Buffer | "tooLong") => void,
): void {
  let first: Buffer | undefined;
  let rest: Buffer[] | undefined;
  let bytes = 0;
  let isDone = false;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      first = undefined;
      rest = undefined;
      if (bytes > bytesMax + DISCARD_BYTES_MAX && !isDone) {
        isDone = true;
        request.pause();
        response.shouldKeepAlive = false;
        done("tooLong");
      }
    } else if (first === undefined) first = chunk;
    else (rest ??= [first]).push(chunk);
  });
  request.on("end", () => {
    if (isDone) return;
    isDone = true;
    if (bytes > bytesMax) done("tooLong");
    else done(rest === undefined ? (first ?? EMPTY) : Buffer.concat(rest));
  });
}

const EMPTY = Buffer.alloc(0);
