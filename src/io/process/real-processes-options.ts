/**
 * What RealProcesses is made with: where it may write, whom it tells, what time it is.
 */
import type { ProcessEvent } from "../../process/process-event.ts";
import type { ContainmentKind } from "./containment.ts";

/** The part of a pino logger that is used. */
export interface ProcessLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RealProcessesOptions {
  /** Scripts, pipes and the ledger of what may be left behind go below this directory. */
  readonly directory: string;
  /** The directory is removed with what is left of the host, should that be killed. */
  readonly isTemporary?: boolean;
  /** Forces one kind, for tests; without it the best that works is taken. */
  readonly containment?: ContainmentKind;
  /** The PATH of scripts. @defaultValue that of this process */
  readonly path?: string;
  /** Bytes kept of each stream of a run; further ones are read, dropped and counted. */
  readonly outputBytesMax?: number;
  readonly log: ProcessLog;
  readonly report: (run: number, event: ProcessEvent) => void;
  /** Processes of a run that is over are alive; told once a run. */
  readonly escaped?: (run: number, pids: readonly number[]) => void;
  /** Nothing of a run that is over is alive any more, or it never was. */
  readonly gone?: (run: number) => void;
  readonly nowMs: () => number;
}
