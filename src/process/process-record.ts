/**
 * One process of a node, as a record of fixed fields: what ps(1) and /proc would tell of it.
 *
 * It runs a shell, or (with no shell) a program that sleeps until its timer and then ends with 0; it
 * may have a behaviour besides (`acting`).
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { Acting } from "./acting.ts";
import { encodePid } from "./pid.ts";
import { BORN } from "./process-life.ts";
import type { Shell } from "./shell/shell.ts";

/** What a descriptor leads to: /dev/null, or one of the two pipes of its run. */
export const TO_NULL = 0;
export const TO_STDOUT = 1;
export const TO_STDERR = 2;

/** What a shell waits for, besides the pid of a child in the foreground. */
export const WAITS_FOR_NOTHING = 0;
/** `wait`: all background jobs. */
export const WAITS_FOR_ALL = -1;
/** `wait PID...`: the jobs in `waitPids`, one after another. */
export const WAITS_FOR_PIDS = -2;

const NO_PIDS: readonly number[] = [];

export class Process {
  readonly pid: number;
  ppid: number;
  pgid: number;
  sid: number;
  /** The run that it descends from, wherever it went. */
  readonly run: number;
  readonly startedMs: number;
  args: string;
  /** A state of the process machine. */
  life = BORN;
  /** Descriptors 1 and 2: TO_NULL, TO_STDOUT or TO_STDERR. */
  stdout = TO_STDOUT;
  stderr = TO_STDERR;
  /** Bit masks: signals that are ignored, and those that are caught or held back and still due. */
  ignored = 0;
  pending = 0;
  /** Of a zombie: its exit status, or 0 and the signal that ended it. */
  exitCode = 0;
  endSignal = 0;
  /** Whether its timer (index 0) runs. */
  timerRuns = false;
  /** Whether its timer is that of a pause: it has used up its instant. */
  isPaused = false;
  waitsFor = WAITS_FOR_NOTHING;
  waitPids: readonly number[] = NO_PIDS;
  shell: Shell | undefined = undefined;
  acting: Acting | undefined = undefined;

  constructor(start: {
    pid: number;
    ppid: number;
    pgid: number;
    sid: number;
    run: number;
    startedMs: number;
    args: string;
  }) {
    this.pid = start.pid;
    this.ppid = start.ppid;
    this.pgid = start.pgid;
    this.sid = start.sid;
    this.run = start.run;
    this.startedMs = start.startedMs;
    this.args = start.args;
  }

  clone(): Process {
    const copy = new Process(this);
    copy.life = this.life;
    copy.stdout = this.stdout;
    copy.stderr = this.stderr;
    copy.ignored = this.ignored;
    copy.pending = this.pending;
    copy.exitCode = this.exitCode;
    copy.endSignal = this.endSignal;
    copy.timerRuns = this.timerRuns;
    copy.isPaused = this.isPaused;
    copy.waitsFor = this.waitsFor;
    copy.waitPids = this.waitPids;
    copy.shell = this.shell?.clone();
    copy.acting = this.acting?.clone();
    return copy;
  }

  /**
   * Writes the process; a pid counts as its distance from `nextPid`, the next one to be given.
   *
   * Its args and when it started are left out: they are for listings, and nothing follows from them.
   */
  encode(encoder: Encoder, nextPid: number): void {
    encodePid(encoder, this.pid, nextPid);
    encodePid(encoder, this.ppid, nextPid);
    encodePid(encoder, this.pgid, nextPid);
    encodePid(encoder, this.sid, nextPid);
    encoder.id(`run ${this.run}`);
    encoder.int(this.life);
    encoder.int(this.stdout);
    encoder.int(this.stderr);
    encoder.int(this.ignored);
    encoder.int(this.pending);
    encoder.int(this.exitCode);
    encoder.int(this.endSignal);
    encoder.flag(this.timerRuns);
    encoder.flag(this.isPaused);
    encodePid(encoder, this.waitsFor, nextPid);
    encoder.int(this.waitPids.length);
    for (const pid of this.waitPids) encodePid(encoder, pid, nextPid);
    encoder.flag(this.shell !== undefined);
    this.shell?.encode(encoder, nextPid);
    encoder.flag(this.acting !== undefined);
    this.acting?.encode(encoder, nextPid);
  }
}
