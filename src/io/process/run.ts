/**
 * What is known of one run while any of its processes may live: its leader and how far it got.
 *
 * The record is changed by launch.ts and RealProcesses; the containments read it. The *wrapper*
 * is the child of ours through which the run was started. It is the leader itself, except in a
 * PID namespace, where it waits outside and passes on how the leader ended.
 */
import type { ChildProcess } from "node:child_process";
import type { ProcessSpec } from "../../process/process-event.ts";
import { isDying, type ProcessIdentity } from "./process-table.ts";

/** The variable that marks every process of ours; its value is the run's `mark`. */
export const MARK_VARIABLE = "FLEETSIM_RUN";

export class Run {
  readonly number: number;
  readonly spec: ProcessSpec;
  /** `<token of this RealProcesses>.<number of the run>`, unique among all hosts and times. */
  readonly mark: string;
  /** Fulfilled when it is decided whether the run started. */
  launched: Promise<void> = Promise.resolve();
  wrapper: ChildProcess | undefined;
  leader: ProcessIdentity | undefined;
  /** Clock ticks at which the leader was seen to have ended; undefined before. */
  leaderEndTicks: number | undefined;
  /** `process.started` was reported. */
  isStarted = false;
  isExited = false;
  /** Nobody holds its output any more. */
  isDrained = false;
  /** `process.closed` was reported. */
  isClosed = false;
  /** Its node was stopped: it must not start if it has not yet. */
  isStopped = false;
  /** The caller says that nothing of it should live any more. */
  isOver = false;

  /** Fulfilled when `process.closed` was reported. */
  readonly ended: Promise<void>;
  /** To be called when it was. */
  end: () => void = () => undefined;
  /** Stops reading its output, which then counts as closed. */
  dropOutput: () => void = () => undefined;

  constructor(number: number, spec: ProcessSpec, token: string) {
    this.number = number;
    this.spec = spec;
    this.mark = `${token}.${number}`;
    this.ended = new Promise((resolve) => (this.end = resolve));
  }
}

/**
 * Lets a wrapper go on that stopped together with its script (by SIGSTOP), once the script is
 * dead: stopped, it would never tell how the script ended.
 */
export function wakeWrapper(run: Run): void {
  const isOwnLeader = run.wrapper?.pid === run.leader?.pid;
  if (run.isExited || isOwnLeader || run.leader === undefined || !isDying(run.leader)) return;
  run.wrapper?.kill("SIGCONT");
}
