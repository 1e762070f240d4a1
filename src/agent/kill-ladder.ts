/**
 * How a worker that keeps its promises ends a step: the signals, the looks, and what they find.
 *
 * Everything that the command has started is meant, also by earlier steps. The step is over when
 * its leader has ended, its output is closed and nothing lives; what still lives at the end of the
 * last wait has escaped.
 */
import type { Effects } from "../kernel/effect.ts";
import type { WorkerEffect } from "./input.ts";
import type { AgentOptions } from "./options.ts";
import type { DocumentWorker } from "./worker-record.ts";

/** Carries out an action of the ideal worker's machine; false when it is none of the ladder's. */
export function climbLadder(
  worker: DocumentWorker,
  action: string,
  effects: Effects<WorkerEffect>,
): boolean {
  switch (action) {
    case "terminateTree":
      effects.push({ type: "signalTree", signal: "SIGTERM" });
      return true;
    case "killTree":
      effects.push({ type: "signalTree", signal: "SIGKILL" });
      return true;
    case "look":
      effects.push({ type: "findSurvivors" });
      return true;
    case "noteClosed":
      worker.isClosed = true;
      return true;
    case "noteCancel":
      worker.isCancelled = true;
      return true;
    default:
      return false;
  }
}

/** What a look means: the name of the machine's event. */
export function judgeLook(worker: DocumentWorker, pids: readonly number[]): string {
  worker.survivors = pids;
  const isGone = worker.hasExited && worker.isClosed && pids.length === 0;
  return isGone ? "step.gone" : "step.alive";
}

/** The length of one of the ladder's waits; undefined for another delay. */
export function ladderDelayMs(options: AgentOptions, delay: string): number | undefined {
  switch (delay) {
    case "graceMs":
      return options.graceMs;
    case "killMs":
      return options.killMs;
    case "lookMs":
      return options.lookMs;
    default:
      return undefined;
  }
}

/** What is said of processes that outlived SIGKILL; "" when there are none. */
export function escapeText({ survivors }: DocumentWorker): string {
  if (survivors.length === 0) return "";
  return `escaped: still alive after SIGKILL: ${survivors.map((pid) => `pid ${pid}`).join(", ")}`;
}
