/**
 * One call of a process table while it is carried out: its time, its collector, whose turn it is.
 *
 * All that happens at this instant goes through here: processes are found, started, written for and
 * woken. `ready` is a first-in-first-out queue and is empty again when the call returns.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import { SLEEP_TIMER, TIMERS } from "./acting.ts";
import type { MsSpan } from "./behaviour.ts";
import { FIRST_PID, LAST_PID } from "./pid.ts";
import type { ProcessTableEffect } from "./process-effect.ts";
import type { ProcessEvent } from "./process-event.ts";
import { nextLife, RUNNING } from "./process-life.ts";
import type { ProcessOptions } from "./process-options.ts";
import { TO_NULL, TO_STDERR } from "./process-record.ts";
import type { Process } from "./process-record.ts";
import type { CommandBehaviour } from "./run-behaviours.ts";
import type { Run } from "./run-record.ts";

/** The fields of a process table, which is what a moment works on. */
export interface NodeProcesses {
  readonly options: ProcessOptions;
  /** In order of their pids, zombies included. */
  processes: readonly Process[];
  runs: readonly Run[];
  nextPid: number;
  /** How often in a row, up to PAUSES_MAX, shells have used up their instant. */
  pauses: number;
}

/** Pauses get no longer after so many: 256 ms for each shell that pauses. */
export const PAUSES_MAX = 9;

export class Moment {
  readonly options: ProcessOptions;
  readonly nowMs: number;
  readonly ready: Process[] = [];
  /** Instructions carried out so far. */
  instructions = 0;
  private isUsedUp = false;
  private readonly node: NodeProcesses;
  private readonly out: Effects<ProcessTableEffect>;

  constructor(node: NodeProcesses, nowMs: number, out: Effects<ProcessTableEffect>) {
    this.options = node.options;
    this.node = node;
    this.nowMs = nowMs;
    this.out = out;
  }

  get processes(): readonly Process[] {
    return this.node.processes;
  }

  get runs(): readonly Run[] {
    return this.node.runs;
  }

  find(pid: number): Process | undefined {
    return this.node.processes.find((process) => process.pid === pid);
  }

  /** The next free pid. */
  takePid(): number {
    let pid = this.node.nextPid;
    while (this.find(pid) !== undefined) pid = pid === LAST_PID ? FIRST_PID : pid + 1;
    this.node.nextPid = pid === LAST_PID ? FIRST_PID : pid + 1;
    return pid;
  }

  add(process: Process): void {
    this.node.processes = append(this.node.processes, process);
    this.ready.push(process);
  }

  addRun(run: Run): void {
    this.node.runs = append(this.node.runs, run);
  }

  /** Takes a process that its parent has asked about out of the table. */
  reap(process: Process): void {
    process.life = nextLife(process.life, "reap");
    this.discard(process);
  }

  /** Takes a process out as if it had never been there. */
  discard(process: Process): void {
    this.node.processes = this.node.processes.filter((other) => other !== process);
  }

  report(run: number, event: ProcessEvent): void {
    this.out.push({ type: "reportProcess", run, event });
  }

  /** Writes into a pipe of the process's run; past the run's bound the bytes are dropped. */
  write(process: Process, to: number, bytes: string): void {
    if (to === TO_NULL || bytes === "") return;
    const run = this.runOf(process);
    if (run === undefined) return;
    const room = this.options.outputBytesMax - run.outputBytes;
    const taken = bytes.length <= room ? bytes : bytes.slice(0, room);
    run.outputBytes += taken.length;
    const stream = to === TO_STDERR ? "stderr" : "stdout";
    if (taken !== "") this.report(process.run, { type: "process.output", stream, bytes: taken });
  }

  /** What a command of a process's run is made to do, by its words joined by spaces. */
  behaviourOf(process: Process, words: readonly string[]): CommandBehaviour | undefined {
    const behaviours = this.runOf(process)?.behaviours;
    return behaviours === undefined ? undefined : behaviours.ofCommand(words.join(" "));
  }

  /**
   * Puts a process to sleep, for a time that is drawn if there is a choice; undefined is for ever (or
   * until something else wakes it).
   */
  sleep(process: Process, time: number | MsSpan | undefined): void {
    process.life = nextLife(process.life, "block");
    if (time === undefined) return;
    const span = typeof time === "number" ? { minMs: time, maxMs: time } : time;
    this.endSleepAfter(process, span);
  }

  /** Gives a process that sleeps for ever an end of its sleep. */
  endSleepAfter(process: Process, { minMs, maxMs }: MsSpan): void {
    process.timerRuns = true;
    const subject = process.pid;
    this.out.push({ type: "startTimer", subject, timer: SLEEP_TIMER, minMs, maxMs });
  }

  /** Starts a timer of a process's behaviour. */
  startActingTimer(process: Process, timer: number, { minMs, maxMs }: MsSpan): void {
    if (process.acting === undefined) return;
    process.acting.timers |= 1 << timer;
    this.out.push({ type: "startTimer", subject: process.pid, timer, minMs, maxMs });
  }

  /** Takes note that a timer has fired; false when it does not run. */
  takeTimer(process: Process, timer: number): boolean {
    const { acting } = process;
    const runs =
      timer === SLEEP_TIMER ? process.timerRuns : ((acting?.timers ?? 0) & (1 << timer)) !== 0;
    if (timer === SLEEP_TIMER) process.timerRuns = false;
    else if (acting !== undefined) acting.timers &= ~(1 << timer);
    return runs;
  }

  /**
   * Puts a shell that used up the instant to sleep: each time in a row twice as long, and longer
   * the more of the node's shells do so, so that endless loops cost little however many they are.
   */
  pause(process: Process): void {
    const { node } = this;
    if (!this.isUsedUp) node.pauses = Math.min(node.pauses + 1, PAUSES_MAX);
    this.isUsedUp = true;
    process.isPaused = true;
    const paused = node.processes.filter((other) => other.isPaused).length;
    this.sleep(process, 2 ** (node.pauses - 1) * paused);
  }

  /** What it slept for is there; a stopped process stays stopped and runs when it is continued. */
  wake(process: Process): void {
    process.isPaused = false;
    process.life = nextLife(process.life, "wake");
    if (process.life === RUNNING) this.ready.push(process);
  }

  /** Stops every timer of a process. */
  stopTimers(process: Process): void {
    this.stopSleep(process);
    this.stopActing(process);
  }

  stopSleep(process: Process): void {
    if (!process.timerRuns) return;
    process.timerRuns = false;
    process.isPaused = false;
    this.out.push({ type: "stopTimer", subject: process.pid, timer: SLEEP_TIMER });
  }

  /** Stops the timers of a process's behaviour. */
  stopActing({ pid: subject, acting }: Process): void {
    if (acting === undefined) return;
    for (let timer = SLEEP_TIMER + 1; timer < TIMERS; timer += 1) {
      if ((acting.timers & (1 << timer)) === 0) continue;
      this.out.push({ type: "stopTimer", subject, timer });
    }
    acting.timers = 0;
  }

  private runOf(process: Process): Run | undefined {
    return this.node.runs.find((candidate) => candidate.run === process.run);
  }
}
