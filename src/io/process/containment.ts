/**
 * How processes are held together, so that what a script left behind is found and ended.
 *
 * One implementation a file: pid-namespace.ts, cgroup.ts, marker.ts, in falling order of trust.
 * Ordering: `enter`, then the gate is started through the words it returned, then `admit` while
 * the gate waits; only then may the script run. `admit` therefore ends with everything on disk
 * that a sweep after a `kill -9` of this host needs. Methods may throw; RealProcesses catches.
 */
import type { ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";

export type ContainmentKind = "pid-namespace" | "cgroup" | "marker";

export interface Containment {
  readonly kind: ContainmentKind;
  /** Makes the run's container; returns the words of a command that lead into it, may be none. */
  enter(run: Run): Promise<readonly string[]>;
  /** Takes in the waiting gate, given the pid of the wrapper; returns the leader's pid. */
  admit(run: Run, wrapperPid: number): number;
  /** The live processes of each of these runs, found in one look at the process table. */
  members(runs: readonly Run[]): ReadonlyMap<Run, readonly ProcessStat[]>;
  /** Ends every process of the node, whose known runs are given; resolves when none is left. */
  endNode(node: string, runs: readonly Run[]): Promise<void>;
  /** Drops what was kept for a run of which nothing lives. */
  forget(run: Run): void;
}
