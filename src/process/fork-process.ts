/** fork(2): a child like its parent, with the shell's own rules for subshells and background. */
import type { Moment } from "./moment.ts";
import { isAlive } from "./process-life.ts";
import { Process } from "./process-record.ts";
import { SIGINT, SIGQUIT } from "./signals.ts";

/** A child that gets its turn after its parent; undefined when the node has too many processes. */
export function forkProcess(moment: Moment, parent: Process): Process | undefined {
  if (liveCount(moment) >= moment.options.processesMax) return undefined;
  const child = new Process({
    pid: moment.takePid(),
    ppid: parent.pid,
    pgid: parent.pgid,
    sid: parent.sid,
    run: parent.run,
    startedMs: moment.nowMs,
    args: parent.args,
  });
  child.stdout = parent.stdout;
  child.stderr = parent.stderr;
  child.ignored = parent.ignored;
  child.shell = parent.shell?.fork();
  if (parent.shell !== undefined && parent.shell.jobs.length > 0) {
    // A job that `wait` has told of is forgotten as soon as another takes its place.
    parent.shell.jobs = parent.shell.jobs.filter((job) => !job.waited);
  }
  moment.add(child);
  return child;
}

function liveCount(moment: Moment): number {
  let count = 0;
  for (const process of moment.processes) if (isAlive(process.life)) count += 1;
  return count;
}

/** What POSIX asks of a background command without job control: INT and QUIT don't reach it. */
export function ignoreTerminalSignals(process: Process): void {
  const mask = (1 << SIGINT) | (1 << SIGQUIT);
  process.ignored |= mask;
  if (process.shell !== undefined) process.shell.ignoredForGood |= mask;
}
