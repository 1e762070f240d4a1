/**
 * Cuts what comes through a pipe into its lines.
 */
import { LINE_BYTES_MAX, NEWLINE } from "./pipe.ts";

export class Lines {
  #parts: Buffer[] = [];
  #bytes = 0;

  /**
   * The lines that a chunk completes, in order, without their ends.
   *
   * Errors: undefined when a line is longer than LINE_BYTES_MAX.
   */
  take(chunk: Buffer): string[] | undefined {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, end));
      lines.push(Buffer.concat(this.#parts).toString("utf8"));
      this.#parts = [];
      this.#bytes = 0;
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
    return this.#bytes > LINE_BYTES_MAX ? undefined : lines;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
  }
}
