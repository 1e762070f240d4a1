/**
 * Signals the processes of a run: its leader's group, or all that belong to it.
 *
 * A leader that has ended gives its pid back as soon as nobody of its group is left, so after its
 * end the group is signalled only while a process of the run is seen in it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessEvent } from "../../process/process-event.ts";
import { isDying, readProcess, type ProcessStat } from "./process-table.ts";
import { wakeWrapper, type Run } from "./run.ts";
import { signalGroup, signalProcess } from "./signal.ts";

const KILL_ROUNDS_MAX = 100;
const KILL_ROUND_MS = 10;

/** Looked up only when needed: it costs a walk through the process table. */
type FindMembers = (run: Run) => readonly ProcessStat[];

/** False (ESRCH) when neither the leader nor anyone of its group is there. */
export function signalRunGroup(run: Run, signal: NodeJS.Signals, members: FindMembers): boolean {
  const { leader } = run;
  if (leader === undefined) return false;
  const isLeaderThere = readProcess(leader.pid)?.startTicks === leader.startTicks;
  const isGroupThere = isLeaderThere || members(run).some(({ group }) => group === leader.pid);
  const isDelivered = isGroupThere && signalGroup(leader.pid, signal);
  if (signal === "SIGKILL") wakeWrapper(run);
  return isDelivered;
}

/** Signals the leader alone; a wrapper that has stopped with it goes on with it. */
export function signalRunLeader(run: Run, signal: NodeJS.Signals): void {
  const { leader, wrapper } = run;
  if (leader === undefined || run.isExited) return;
  signalProcess(leader, signal);
  if (signal === "SIGKILL") wakeWrapper(run);
  if (signal === "SIGCONT" && wrapper?.pid !== leader.pid) wrapper?.kill("SIGCONT");
}

/**
 * Signals all that lives of the runs, in whatever group, and tells whether anybody was there.
 *
 * With SIGKILL it goes on, for at most a second a run, until nothing lives: some may be forking.
 */
export async function killRunTrees(
  runs: readonly Run[],
  signal: NodeJS.Signals,
  members: FindMembers,
  tell: (event: ProcessEvent) => void,
): Promise<void> {
  const delivered = runs.map((run) => signalRunTree(run, signal, members)).includes(true);
  tell({ type: "process.signalled", signal, delivered, reach: "tree" });
  if (signal === "SIGKILL") await Promise.all(runs.map((run) => killRunTree(run, members)));
}

/** The pids of what lives of the runs and is not already dying. */
export function survivorsOf(runs: readonly Run[], members: FindMembers): number[] {
  const living = runs.flatMap((run) => members(run).filter((process) => !isDying(process)));
  return living.map(({ pid }) => pid);
}

/** False when nothing of the run lives that is not already dying. */
function signalRunTree(run: Run, signal: NodeJS.Signals, members: FindMembers): boolean {
  const living = members(run).filter((process) => !isDying(process));
  const delivered = living.filter((process) => signalProcess(process, signal));
  if (signal === "SIGKILL") wakeWrapper(run);
  return delivered.length > 0;
}

async function killRunTree(run: Run, members: FindMembers): Promise<void> {
  for (let round = 0; round < KILL_ROUNDS_MAX; round += 1) {
    await delay(KILL_ROUND_MS);
    if (!signalRunTree(run, "SIGKILL", members)) return;
  }
}
