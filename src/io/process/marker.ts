/**
 * Containment by what can be seen from outside: mark, session, parents, open output (best effort).
 *
 * It needs no rights and no tools, and it can be escaped: a process that clears its environment,
 * leaves the session, closes the output and outlives its parent is not found again. Ending is a
 * race against processes that fork, so it is repeated until a look at the table finds nobody.
 */
import { setTimeout as delay } from "node:timers/promises";
import { attribute } from "./attribution.ts";
import type { Containment } from "./containment.ts";
import type { Ledger } from "./ledger.ts";
import { listProcesses, readProcess, type ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";
import { signalProcess } from "./signal.ts";

const LOOK_AGAIN_MS = 10;
const LOOKS_MAX = 150;

export class Markers implements Containment {
  readonly kind = "marker";
  readonly #ledger: Ledger;

  constructor({ ledger }: { ledger: Ledger }) {
    this.#ledger = ledger;
  }

  /** Nothing to make: the mark is in the environment of every run. */
  enter(_run: Run): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  admit(run: Run, wrapperPid: number): number {
    const leader = readProcess(wrapperPid);
    if (leader === undefined) throw new Error("the process ended before it began");
    const { pid, startTicks } = leader;
    this.#ledger.write(run.mark, { kind: "group", leader: { pid, startTicks } });
    return wrapperPid;
  }

  members(runs: readonly Run[]): ReadonlyMap<Run, readonly ProcessStat[]> {
    return attribute(listProcesses(), runs, { isClosedWorld: false });
  }

  async endNode(node: string, runs: readonly Run[]): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const found = [...this.members(runs).values()].flat();
      if (found.length === 0) return;
      for (const process of found) signalProcess(process, "SIGKILL");
      await delay(LOOK_AGAIN_MS);
    }
    throw new Error(`processes of ${node} outlive ${LOOKS_MAX} rounds of SIGKILL`);
  }

  forget(run: Run): void {
    this.#ledger.erase(run.mark);
  }
}
