/**
 * Everything that reads the live trace: the ring, the file, the tally of what was refused, and
 * whoever listens.
 *
 * Without a ring and a file the trace is off, and no step of the core builds a fact.
 */
import type { Logger } from "pino";
import { Trace } from "../../kernel/trace.ts";
import type { TraceEvent, TraceReader } from "../../kernel/trace.ts";
import { RefusalTally } from "./refusal-tally.ts";
import { TraceFile } from "./trace-file.ts";
import { TraceRing } from "./trace-ring.ts";

export interface TraceOptions {
  /** Where every event is written to; no file without it. */
  readonly file?: string;
  /** The file goes on from an earlier start. @defaultValue false */
  readonly appends?: boolean;
  /** Whether hosts send their lines over their channels; if not, somebody else adds them. @defaultValue true */
  readonly fromHosts?: boolean;
  /** Events that are kept for GET /_fleetsim/trace. */
  readonly ringLines?: number;
}

export const RING_LINES_DEFAULT = 20_000;

export class TraceFeed {
  readonly trace = new Trace();
  readonly ring: TraceRing;
  readonly refusals = new RefusalTally();
  /** The first line of the file and of every answer. */
  readonly header: unknown;
  private readonly file: TraceFile | undefined;
  private readonly listeners = new Set<TraceReader>();

  constructor(options: TraceOptions, header: unknown, log: Logger) {
    const { ringLines = RING_LINES_DEFAULT, file: path, appends = false } = options;
    this.header = header;
    this.ring = new TraceRing(ringLines);
    this.file = path === undefined ? undefined : new TraceFile({ path, appends, header, log });
    if (ringLines > 0 || path !== undefined) this.trace.read((event) => this.take(event));
  }

  /** Calls a listener for every event from now on; answers how to end that. */
  listen(listener: TraceReader): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    this.listeners.clear();
    return this.file?.close() ?? Promise.resolve();
  }

  private take(event: TraceEvent): void {
    this.ring.push(event);
    this.refusals.take(event);
    this.file?.write(event);
    for (const listener of this.listeners) listener(event);
  }
}
