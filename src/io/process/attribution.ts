/**
 * Tells which run a process belongs to, from what can be seen of it in the process table.
 *
 * Evidence, strongest first: the session of the run's leader; the mark in the environment it was
 * started with; the open end of the run's output; a parent that belongs to the run. A process
 * that left the session, cleared its environment, closed the output and lost its parent shows
 * none of it: within a node's PID namespace it must still be somebody's, and the newest run that
 * began before it is named; elsewhere it is not found.
 */
import type { ProcessStat } from "./process-table.ts";
import { isAlive, openPathsOf, readVariable } from "./process-table.ts";
import type { Run } from "./run.ts";
import { MARK_VARIABLE } from "./run.ts";

/** Longer chains of parents than this are not followed. */
const PARENTS_MAX = 256;

/**
 * Sorts processes by the run they belong to.
 *
 * Shape: every run -> 0..n of the processes; a process goes to one run or to none.
 * `isClosedWorld`: all the processes are known to come from these runs.
 */
export function attribute(
  processes: readonly ProcessStat[],
  runs: readonly Run[],
  { isClosedWorld }: { isClosedWorld: boolean },
): Map<Run, ProcessStat[]> {
  const members = new Map<Run, ProcessStat[]>(runs.map((run) => [run, []]));
  const begun = runs.filter((run) => run.leader !== undefined);
  const firstTicks = Math.min(...begun.map((run) => run.leader?.startTicks ?? Infinity));
  const candidates = processes.filter((process) => process.startTicks >= firstTicks);
  const owners = new Map<number, Run>();
  const clues = cluesOf(begun);
  for (const process of candidates) {
    const owner = ownerByItself(process, clues);
    if (owner !== undefined) owners.set(process.pid, owner);
  }
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  for (const process of candidates) {
    const owner = ownerByParents(process, byPid, owners);
    const known = owner ?? (isClosedWorld ? newestBefore(process, begun) : undefined);
    if (known !== undefined) members.get(known)?.push(process);
  }
  return members;
}

interface Clues {
  readonly bySession: ReadonlyMap<number, Run>;
  readonly byMark: ReadonlyMap<string, Run>;
}

function cluesOf(runs: readonly Run[]): Clues {
  return {
    bySession: new Map(runs.map((run) => [run.leader?.pid ?? 0, run])),
    byMark: new Map(runs.map((run) => [run.mark, run])),
  };
}

function ownerByItself(process: ProcessStat, { bySession, byMark }: Clues): Run | undefined {
  const run = bySession.get(process.session);
  if (run !== undefined && isOfSession(process, run)) return run;
  const marked = byMark.get(readVariable(process.pid, MARK_VARIABLE) ?? "");
  if (marked !== undefined) return marked;
  for (const path of openPathsOf(process.pid)) {
    // The pipes' names are given in output-pipe.ts: mark, then stream.
    const holder = byMark.get(/\/([0-9a-f]+\.\d+)\.std(?:out|err)\b/.exec(path)?.[1] ?? "");
    if (holder !== undefined) return holder;
  }
  return undefined;
}

/**
 * The leader's pid names its session, also after its death while the session has members. Then
 * only who began before the leader's end is surely of that session and not of a later one that
 * got the same number.
 */
function isOfSession(process: ProcessStat, run: Run): boolean {
  if (run.leader === undefined || process.session !== run.leader.pid) return false;
  if (run.leaderEndTicks === undefined) return isAlive(run.leader);
  return process.startTicks < run.leaderEndTicks;
}

function ownerByParents(
  process: ProcessStat,
  byPid: ReadonlyMap<number, ProcessStat>,
  owners: ReadonlyMap<number, Run>,
): Run | undefined {
  let ancestor: ProcessStat | undefined = process;
  for (let steps = 0; steps < PARENTS_MAX && ancestor !== undefined; steps += 1) {
    const owner = owners.get(ancestor.pid);
    if (owner !== undefined) return owner;
    ancestor = byPid.get(ancestor.parent);
  }
  return undefined;
}

function newestBefore(process: ProcessStat, runs: readonly Run[]): Run | undefined {
  return runs
    .filter((run) => (run.leader?.startTicks ?? Infinity) <= process.startTicks)
    .toSorted((a, b) => (b.leader?.startTicks ?? 0) - (a.leader?.startTicks ?? 0))[0];
}
