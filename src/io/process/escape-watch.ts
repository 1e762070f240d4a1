/**
 * Watches the runs that should be over, and tells once which of their processes live on.
 *
 * One timer for all of them. A run that was just ended is looked at every 25 ms; what is being
 * torn down or has a SIGKILL waiting is not counted, and only what is alive 250 ms after the end
 * has *escaped*. Runs that escaped are looked at every 5 s until nothing of them lives.
 */
import { isDying, type ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";

const LOOK_SOON_MS = 25;
const LOOK_LATE_MS = 5_000;
const SETTLE_MS = 250;

export interface EscapeReports {
  escaped(run: Run, pids: readonly number[]): void;
  /** Nothing of the run lives, its leader's end and its closed output are reported. */
  ended(run: Run): void;
}

interface Watched {
  readonly sinceMs: number;
  isReported: boolean;
}

export class EscapeWatch {
  readonly #members: () => ReadonlyMap<Run, readonly ProcessStat[]>;
  readonly #reports: EscapeReports;
  readonly #watched = new Map<Run, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(members: () => ReadonlyMap<Run, readonly ProcessStat[]>, reports: EscapeReports) {
    this.#members = members;
    this.#reports = reports;
  }

  add(run: Run): void {
    if (this.#watched.has(run)) return;
    this.#watched.set(run, { sinceMs: performance.now(), isReported: false });
    this.#lookIn(LOOK_SOON_MS);
  }

  remove(run: Run): void {
    this.#watched.delete(run);
    if (this.#watched.size === 0) this.#stop();
  }

  #look(): void {
    const members = this.#members();
    for (const [run, watched] of this.#watched) {
      const alive = (members.get(run) ?? []).filter((process) => !isDying(process));
      const isSettled = performance.now() - watched.sinceMs >= SETTLE_MS;
      if (alive.length === 0 && run.isExited && run.isClosed) {
        this.#watched.delete(run);
        this.#reports.ended(run);
      } else if (alive.length > 0 && isSettled && !watched.isReported) {
        watched.isReported = true;
        const pids = alive.map(({ pid }) => pid);
        this.#reports.escaped(run, pids);
      }
    }
    const isSoon = [...this.#watched.values()].some((watched) => !this.#isKnown(watched));
    this.#stop();
    if (this.#watched.size > 0) this.#lookIn(isSoon ? LOOK_SOON_MS : LOOK_LATE_MS);
  }

  /** Reported, or dead but for an output that a stranger holds: no hurry any more. */
  #isKnown(watched: Watched): boolean {
    return watched.isReported || performance.now() - watched.sinceMs > 2 * SETTLE_MS;
  }

  #lookIn(ms: number): void {
    this.#stop();
    this.#timer = setTimeout(() => {
      this.#look();
    }, ms).unref();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
