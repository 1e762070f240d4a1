/**
 * The trace as a file: a header line, then every event as it happens.
 *
 * A run that goes on after a restart adds to its file, with a header of its own. Writing never holds the service up: what a slow disk does not take is bounded, and past the
 * bound lines are dropped, which a `trace.dropped` line says once the disk has caught up.
 */
import { createWriteStream } from "node:fs";
import type { WriteStream } from "node:fs";
import type { Logger } from "pino";
import { traceLine } from "../../kernel/trace.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

/** Bytes that may wait for the disk. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export interface TraceFileParts {
  readonly path: string;
  /** Keeps what the file holds. */
  readonly appends: boolean;
  readonly header: unknown;
  readonly log: Logger;
}

export class TraceFile {
  private readonly stream: WriteStream;
  private dropped = 0;
  /** The latest event that was dropped. */
  private gap: TraceEvent | undefined;
  /** It was closed, or the disk refuses it. */
  private isOver = false;

  constructor({ path, appends, header, log }: TraceFileParts) {
    this.stream = createWriteStream(path, { flags: appends ? "a" : "w" });
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
      this.gap = event;
      return;
    }
    this.ownUp();
    this.stream.write(`${traceLine(event)}\n`);
  }

  /** Ends the file; done when all is written, or can't be. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isOver || this.stream.closed) resolve();
      else {
        this.ownUp();
        this.stream.once("close", resolve).end();
      }
      this.isOver = true;
    });
  }

  /** Says how many lines are missing, in the place of the last of them. */
  private ownUp(): void {
    if (this.gap === undefined) return;
    const { seq, atMs } = this.gap;
    const line = { seq, atMs, source: "kernel", event: "trace.dropped" } as const;
    this.stream.write(`${traceLine({ ...line, count: this.dropped })}\n`);
    this.dropped = 0;
    this.gap = undefined;
  }
}
