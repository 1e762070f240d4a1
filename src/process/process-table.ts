/**
 * The processes of one node: a small pure operating system that runs scripts in virtual time.
 *
 * Nothing here knows a clock: every call carries `nowMs` and writes what it wants (timers, news of
 * runs) in order into the collector it is handed. Between two calls nothing is half done: every
 * live process sleeps, is stopped, or waits for a timer that it has asked for. A table without
 * processes shares its empty lists with all others.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Encoder } from "../kernel/encoder.ts";
import { DIES } from "./acting.ts";
import { fireTimer } from "./acting-timer.ts";
import { deliverSignal } from "./deliver-signal.ts";
import { closePipes } from "./end-process.ts";
import { Moment } from "./moment.ts";
import type { NodeProcesses } from "./moment.ts";
import { FIRST_PID } from "./pid.ts";
import type { ProcessTableEffect } from "./process-effect.ts";
import { isAlive } from "./process-life.ts";
import type { ProcessOptions } from "./process-options.ts";
import type { Process } from "./process-record.ts";
import { exitsFirst } from "./react.ts";
import type { Run } from "./run-record.ts";
import { runReady } from "./run-ready.ts";
import { SIGKILL, signalNumber } from "./signals.ts";
import type { SignalName } from "./signals.ts";
import { startRun } from "./start-run.ts";
import type { RunStart } from "./start-run.ts";

/** A live process as a table sees it; the caller adds node, command and whether it escaped. */
export interface LiveProcess {
  readonly run: number;
  readonly pid: number;
  readonly args: string;
  readonly startedMs: number;
}

/** A timer of a process: 0 is the end of its sleep, the others are its behaviour's. */
export interface ProcessTimer {
  readonly pid: number;
  readonly timer: number;
}

const NO_PROCESSES: readonly Process[] = [];
const NO_RUNS: readonly Run[] = [];

export class ProcessTable implements NodeProcesses {
  readonly options: ProcessOptions;
  processes = NO_PROCESSES;
  runs = NO_RUNS;
  nextPid = FIRST_PID;
  pauses = 0;

  constructor(options: ProcessOptions) {
    this.options = options;
  }

  /** Starts a run: `sh -c <path>` leads a new process group, its child runs the script. */
  start(run: RunStart, nowMs: number, out: Effects<ProcessTableEffect>): void {
    const moment = new Moment(this, nowMs, out);
    startRun(moment, run);
    this.settle(moment);
  }

  /**
   * Signals the run's process group and reports `process.signalled`.
   *
   * `delivered` is false (ESRCH) when nobody is left in the group, also if something of the run
   * lives on elsewhere.
   */
  signalGroup(
    run: number,
    signal: SignalName,
    nowMs: number,
    out: Effects<ProcessTableEffect>,
  ): void {
    const leaderPid = this.runs.find((record) => record.run === run)?.leaderPid;
    const group = (process: Process): boolean => process.pgid === leaderPid;
    const moment = new Moment(this, nowMs, out);
    const delivered = this.signal(group, signal, moment);
    moment.report(run, { type: "process.signalled", signal, delivered });
    this.settle(moment);
  }

  /**
   * Signals every live process that descends from the runs, wherever it went; the report is for
   * the last of them.
   */
  signalTree(
    runs: readonly number[],
    signal: SignalName,
    nowMs: number,
    out: Effects<ProcessTableEffect>,
  ): void {
    const tree = (process: Process): boolean => isLiveOf(process, runs);
    const moment = new Moment(this, nowMs, out);
    const delivered = this.signal(tree, signal, moment);
    const told = { type: "process.signalled", signal, delivered, reach: "tree" } as const;
    moment.report(runs.at(-1) ?? 0, told);
    this.settle(moment);
  }

  /** Signals the leader of every run that has one, from outside: no run hears of the signal. */
  signalLeaders(signal: SignalName, nowMs: number, out: Effects<ProcessTableEffect>): void {
    const moment = new Moment(this, nowMs, out);
    for (const { leaderPid } of this.runs) {
      const leader = moment.find(leaderPid);
      if (leader !== undefined) deliverSignal(moment, leader, signalNumber(signal));
    }
    this.settle(moment);
  }

  /** The pids of the live processes that descend from the runs. */
  living(runs: readonly number[]): number[] {
    return this.processes
      .filter((process) => isLiveOf(process, runs))
      .map((process) => process.pid);
  }

  /** A timer of a process has fired; one that does not run any more is ignored. */
  timer(fired: ProcessTimer, nowMs: number, out: Effects<ProcessTableEffect>): void {
    const moment = new Moment(this, nowMs, out);
    const process = moment.find(fired.pid);
    if (process === undefined || !moment.takeTimer(process, fired.timer)) return;
    fireTimer(moment, process, fired.timer);
    this.settle(moment);
  }

  /** The node lost its power: all is gone at once, and no run hears of it. */
  powerOff(nowMs: number, out: Effects<ProcessTableEffect>): void {
    const moment = new Moment(this, nowMs, out);
    for (const process of this.processes) moment.stopTimers(process);
    this.processes = NO_PROCESSES;
    this.runs = NO_RUNS;
    this.pauses = 0;
  }

  /** The pids of the live processes of a run that a SIGKILL has met, and that are not gone yet. */
  dying(run: number): number[] {
    return this.processes
      .filter((process) => process.run === run && isAlive(process.life) && isDoomed(process))
      .map((process) => process.pid);
  }

  /** How many live processes descend from a run. */
  survivors(run: number): number {
    let count = 0;
    for (const process of this.processes) {
      if (process.run === run && isAlive(process.life)) count += 1;
    }
    return count;
  }

  /** The live processes in order of their pids. */
  list(): readonly LiveProcess[] {
    return this.processes
      .filter((process) => isAlive(process.life))
      .map(({ run, pid, args, startedMs }) => ({ run, pid, args, startedMs }));
  }

  /** Drops what is kept of a run; false (and nothing is dropped) when some of it is alive. */
  forget(run: number): boolean {
    if (this.survivors(run) > 0) return false;
    // One that failed to start has no record, and must not take another's along.
    const rest = this.runs.filter((record) => record.run !== run);
    this.runs = rest.length === 0 ? NO_RUNS : rest;
    return true;
  }

  clone(): ProcessTable {
    const copy = new ProcessTable(this.options);
    copy.processes = this.processes === NO_PROCESSES ? NO_PROCESSES : this.processes.map(cloned);
    copy.runs = this.runs === NO_RUNS ? NO_RUNS : this.runs.map(cloned);
    copy.nextPid = this.nextPid;
    copy.pauses = this.pauses;
    return copy;
  }

  /** Writes all that what follows depends on; the options belong to the world, and are left out. */
  encode(encoder: Encoder): void {
    encoder.int(this.pauses);
    encoder.int(this.processes.length);
    for (const process of this.processes) process.encode(encoder, this.nextPid);
    encoder.int(this.runs.length);
    for (const run of this.runs) run.encode(encoder, this.nextPid);
  }

  /** False when nobody is there. */
  private signal(
    isMeant: (process: Process) => boolean,
    signal: SignalName,
    moment: Moment,
  ): boolean {
    const number = signalNumber(signal);
    const met = this.processes.filter(isMeant);
    for (const process of met) exitsFirst(moment, process, number);
    runReady(moment);
    for (const process of this.processes.filter(isMeant)) deliverSignal(moment, process, number);
    // Also who has ended in this instant: as long as nobody has waited for it, it is a zombie.
    return met.length > 0;
  }

  /** Lets everybody whose turn it is run, and tells of the pipes that nobody holds any more. */
  private settle(moment: Moment): void {
    runReady(moment);
    closePipes(moment);
    if (this.pauses > 0 && !this.processes.some((process) => process.isPaused)) this.pauses = 0;
    if (this.processes.length === 0) this.processes = NO_PROCESSES;
  }
}

function isLiveOf(process: Process, runs: readonly number[]): boolean {
  return runs.includes(process.run) && isAlive(process.life);
}

function isDoomed({ acting, pending }: Process): boolean {
  return acting?.phase === DIES || (pending & (1 << SIGKILL)) !== 0;
}

function cloned<Kind extends { clone(): Kind }>(record: Kind): Kind {
  return record.clone();
}
