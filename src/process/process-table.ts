/**
 * The processes of one node: a small pure operating system that runs scripts in virtual time.
 *
 * Nothing here knows a clock: every call carries `nowMs` and writes what it wants (timers, news of
 * runs) in order into the collector it is handed. Between two calls nothing is half done: every
 * live process sleeps, is stopped, or waits for a timer that it has asked for.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Encoder } from "../kernel/encoder.ts";
import type { ProcessTableEffect } from "./process-effect.ts";
import type { ProcessSpec } from "./process-event.ts";
import type { ProcessOptions } from "./process-options.ts";
import type { SignalName } from "./signals.ts";

/** A live process as a table sees it; the caller adds node, command and whether it escaped. */
export interface LiveProcess {
  readonly run: number;
  readonly pid: number;
  readonly args: string;
  readonly startedMs: number;
}

export class ProcessTable {
  private readonly options: ProcessOptions;

  constructor(options: ProcessOptions) {
    this.options = options;
  }

  /** Starts a run: `sh -c <path>` leads a new process group, its child runs the script. */
  start(_run: number, _spec: ProcessSpec, _nowMs: number, _out: Effects<ProcessTableEffect>): void {
    throw new Error("not written yet");
  }

  /** Signals the run's process group and reports `process.signalled`. */
  signalGroup(
    _run: number,
    _signal: SignalName,
    _nowMs: number,
    _out: Effects<ProcessTableEffect>,
  ): void {
    throw new Error("not written yet");
  }

  /** Signals every process that descends from the run, wherever it went; same report. */
  signalTree(
    _run: number,
    _signal: SignalName,
    _nowMs: number,
    _out: Effects<ProcessTableEffect>,
  ): void {
    throw new Error("not written yet");
  }

  /** A timer of `subject` (a pid) has fired; one of a process that is gone is ignored. */
  timer(_subject: number, _nowMs: number, _out: Effects<ProcessTableEffect>): void {
    throw new Error("not written yet");
  }

  /** The node lost its power: all is gone at once, and no run hears of it. */
  powerOff(_nowMs: number, _out: Effects<ProcessTableEffect>): void {
    throw new Error("not written yet");
  }

  /** How many live processes descend from a run. */
  survivors(_run: number): number {
    throw new Error("not written yet");
  }

  /** The live processes in order of their pids. */
  list(): readonly LiveProcess[] {
    throw new Error("not written yet");
  }

  /** Drops what is kept of a run; false when something of it is still alive. */
  forget(_run: number): boolean {
    throw new Error("not written yet");
  }

  clone(): ProcessTable {
    return new ProcessTable(this.options);
  }

  encode(_encoder: Encoder): void {
    throw new Error("not written yet");
  }
}
