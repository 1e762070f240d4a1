/**
 * An agent's end of the pipe by which it tells its host what it does.
 *
 * Everything is written before the next effect begins: what the agent has done is in the pipe, and
 * outlives it, when it is killed a moment later. Without a host there is no agent: where nobody
 * reads any more the process ends.
 */
import { readSync, writeSync } from "node:fs";
import { LINE_BYTES_MAX, NEWLINE, SAY_FD, encodeLine } from "./pipe.ts";
import type { BoundaryAnswer, FromAgent } from "./pipe.ts";

const CHUNK_BYTES = 4_096;

export class HostPipe {
  say(message: FromAgent): void {
    const bytes = Buffer.from(encodeLine(message));
    for (let at = 0; at < bytes.length;) at += orEnd(() => writeSync(SAY_FD, bytes, at));
  }

  /** Asks, and waits for the answer. */
  ask(question: Extract<FromAgent, { type: "boundary" }>): BoundaryAnswer {
    this.say(question);
    return JSON.parse(readLine()) as BoundaryAnswer;
  }
}

/** There is never more than one answer in the pipe, so nothing is read past its end. */
function readLine(): string {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes <= LINE_BYTES_MAX;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = orEnd(() => readSync(SAY_FD, chunk));
    if (length === 0) process.exit();
    parts.push(chunk.subarray(0, length));
    if (chunk[length - 1] === NEWLINE) return Buffer.concat(parts).toString("utf8");
    bytes += length;
  }
  throw new Error(`expected an answer of at most ${LINE_BYTES_MAX} bytes, found more`);
}

function orEnd(work: () => number): number {
  try {
    return work();
  } catch {
    // The host is gone: EPIPE or ECONNRESET.
    process.exit();
  }
}
