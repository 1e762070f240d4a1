/**
 * Where one shell is in its script, as a record: program, counter, variables, frames, traps, jobs.
 *
 * All that a field refers to is immutable and replaced as a whole, so a clone copies references.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import { encodePid } from "../pid.ts";
import type { Program } from "../syntax/program.ts";
import { encodeFrames, redirectFrames } from "./frame.ts";
import type { Frame } from "./frame.ts";
import type { Variables } from "./variables.ts";

/** What `trap` was told to do on a signal; 0 is EXIT. */
export interface Trap {
  readonly signal: number;
  readonly action: Program;
}

/** A background child as `wait` knows it. */
export interface Job {
  readonly pid: number;
  /** Its exit status, or RUNNING_JOB. */
  readonly status: number;
  /** True once `wait` has told of it: the next fork forgets it. */
  readonly waited: boolean;
}

export const RUNNING_JOB = -1;
const NO_TRAPS: readonly Trap[] = [];
const NO_JOBS: readonly Job[] = [];

export class Shell {
  program: Program;
  counter = 0;
  /** `$?` */
  status = 0;
  variables: Variables;
  frames: Frame | undefined = undefined;
  traps: readonly Trap[] = NO_TRAPS;
  jobs: readonly Job[] = NO_JOBS;
  /** `$!`; 0 before the first background command. */
  lastJob = 0;
  /** `$0`, which begins every message of the shell. */
  name: string;
  /** `$$`: the pid of the shell that a subshell descends from. */
  mainPid: number;
  /** Signals that were ignored when it started: `trap` does not change those. */
  ignoredForGood: number;

  constructor(start: {
    program: Program;
    variables: Variables;
    name: string;
    mainPid: number;
    ignoredForGood: number;
  }) {
    this.program = start.program;
    this.variables = start.variables;
    this.name = start.name;
    this.mainPid = start.mainPid;
    this.ignoredForGood = start.ignoredForGood;
  }

  /** The shell of a forked child: no jobs, no traps, and no loop or action to return to. */
  fork(): Shell {
    const child = this.clone();
    child.traps = NO_TRAPS;
    child.jobs = NO_JOBS;
    child.frames = redirectFrames(this.frames);
    return child;
  }

  clone(): Shell {
    const copy = new Shell(this);
    copy.counter = this.counter;
    copy.status = this.status;
    copy.frames = this.frames;
    copy.traps = this.traps;
    copy.jobs = this.jobs;
    copy.lastJob = this.lastJob;
    return copy;
  }

  /** Writes the shell; a pid counts as its distance from `nextPid`. */
  encode(encoder: Encoder, nextPid: number): void {
    encoder.int(this.program.hashHigh);
    encoder.int(this.program.hashLow);
    encoder.int(this.counter);
    encoder.int(this.status);
    this.variables.encode(encoder);
    encodeFrames(this.frames, encoder);
    encoder.int(this.traps.length);
    for (const { signal, action } of this.traps) {
      encoder.int(signal);
      encoder.int(action.hashHigh);
      encoder.int(action.hashLow);
    }
    encoder.int(this.jobs.length);
    for (const { pid, status, waited } of this.jobs) {
      encodePid(encoder, pid, nextPid);
      encoder.int(status);
      encoder.flag(waited);
    }
    encodePid(encoder, this.lastJob, nextPid);
    // The path of a script holds the ids of its node and its command.
    encoder.id(this.name);
    encodePid(encoder, this.mainPid, nextPid);
    encoder.int(this.ignoredForGood);
  }
}
