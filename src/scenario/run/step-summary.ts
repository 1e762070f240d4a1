/**
 * What the steps of a run are waiting for, all in all.
 */
import type { StepTrack } from "./step-track.ts";

export interface StepSummary {
  /** When a step is due next, or a wait is over; Infinity without any. */
  readonly nextMs: number;
  /** When the last step is due whose time is known, or was played. */
  readonly timedMs: number;
  readonly isUnderWay: boolean;
  readonly isOpen: boolean;
  /** Those that look at events. */
  readonly watching: readonly StepTrack[];
}

export function summarize(tracks: readonly StepTrack[]): StepSummary {
  let nextMs = Infinity;
  let timedMs = 0;
  for (const { isUnderWay, dueMs, begunMs } of tracks) {
    if (isUnderWay && dueMs < nextMs) nextMs = dueMs;
    timedMs = Math.max(timedMs, begunMs, isUnderWay && dueMs < Infinity ? dueMs : 0);
  }
  return {
    nextMs,
    timedMs,
    isUnderWay: tracks.some((track) => track.isUnderWay),
    isOpen: tracks.some((track) => track.isOpen),
    watching: tracks.filter((track) => track.isWatching),
  };
}
