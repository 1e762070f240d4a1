/**
 * The trace as a file: a header line, then every event as it happens.
 *
 * Writing never holds the service up: what a slow disk does not take is bounded, and past the
 * bound lines are dropped, which a `trace.dropped` line says once the disk has caught up.
 */
import { createWriteStream } from "node:fs";
import type { WriteStream } from "node:fs";
import type { Logger } from "pino";
import { traceLine } from "../../kernel/trace.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

/** Bytes that may wait for the disk. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export class TraceFile {
  private readonly stream: WriteStream;
  private dropped = 0;
  /** It was closed, or the disk refuses it. */
  private isOver = false;

  constructor(path: string, header: unknown, log: Logger) {
    this.stream = createWriteStream(path);
    this.stream.on("error", (error) => {
      if (!this.isOver) log.error({ err: error }, "the trace file can't be written; it ends here");
      this.isOver = true;
    });
    this.stream.write(`${JSON.stringify(header)}\n`);
  }

  write(event: TraceEvent): void {
    if (this.isOver) return;
    if (this.stream.writableLength > WAITING_BYTES_MAX) {
      this.dropped += 1;
      return;
    }
    if (this.dropped > 0) {
      const { seq, atMs } = event;
      const gap = { event: "trace.dropped", count: this.dropped } as const;
      this.stream.write(`${traceLine({ seq: seq - 1, atMs, source: "kernel", ...gap })}\n`);
      this.dropped = 0;
    }
    this.stream.write(`${traceLine(event)}\n`);
  }

  /** Ends the file; done when all is written, or can't be. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isOver || this.stream.closed) resolve();
      else this.stream.once("close", resolve).end();
      this.isOver = true;
    });
  }
}
