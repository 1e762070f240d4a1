/**
 * Writes to one connection in the same go leave in one piece: an agent's two replies, say.
 *
 * A system call costs as much as all else that a frame takes. What was written leaves as soon as
 * the callback of the event loop in which it was written ends.
 */
import type { Duplex } from "node:stream";

export class Gathering {
  #streams = new Set<Duplex>();

  /** Holds what is written to a connection from now on until the present callback has ended. */
  gather(stream: Duplex): void {
    if (this.#streams.has(stream)) return;
    if (this.#streams.size === 0) process.nextTick(() => this.#release());
    this.#streams.add(stream);
    stream.cork();
  }

  #release(): void {
    const streams = this.#streams;
    this.#streams = new Set();
    for (const stream of streams) stream.uncork();
  }
}
