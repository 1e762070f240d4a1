/**
 * Plays all runs of a scenario live, one after the other, and judges them as virtual ones.
 *
 * Each run is a fleet of its own. Nothing is played a second time: a live run can't be repeated.
 */
import type { LiveFacts, ScenarioResult } from "../../scenario/result.ts";
import { shownRun } from "../../scenario/run/run-scenario.ts";
import type { ScenarioPlay } from "../../scenario/run/run-scenario.ts";
import { runSeed } from "../../scenario/run/run-seed.ts";
import { withRepeats } from "../../scenario/verdict/repeats.ts";
import { judgeRuns } from "../../scenario/verdict/verdict.ts";
import type { LiveRun } from "./live-result.ts";
import { playLiveRun } from "./play-live-run.ts";
import type { LiveRunParts } from "./play-live-run.ts";
import { sweepKilledRuns } from "./run-directory.ts";

export type LiveScenarioPlay = Pick<ScenarioPlay, "scenario" | "file" | "repeat" | "keep"> &
  Omit<LiveRunParts, "seed"> & {
    /** So many runs are over. */
    readonly progress: (done: number) => void;
    /** Handed the run that was broken off, if its fleet was there. */
    readonly brokenOff?: ScenarioPlay["keep"];
  };

/** Undefined when it was broken off before its first run was over. Errors: as `playLiveRun`. */
export async function runLiveScenario(play: LiveScenarioPlay): Promise<ScenarioResult | undefined> {
  const { seed, runs: of } = play.scenario.options;
  const played: Played = { runs: [], failed: undefined, last: undefined };
  await sweepKilledRuns(play.log);
  while (played.runs.length < of && !play.signal.aborted) {
    const one = await playLiveRun({ ...play, seed: runSeed(seed, played.runs.length) });
    if (one?.run.isBrokenOff === true) play.brokenOff?.(one.run, one.trace);
    if (one === undefined || one.run.isBrokenOff === true) break;
    play.keep?.(one.run, one.trace);
    played.runs.push(one.run);
    played.last = one;
    if (hasFailed(play, one)) played.failed ??= one;
    play.progress(played.runs.length);
  }
  return played.last === undefined ? undefined : conclude(play, played, played.last);
}

/** Of all traces two are kept: that of the first run that failed, and the last. */
interface Played {
  readonly runs: LiveRun["run"][];
  failed: LiveRun | undefined;
  last: LiveRun | undefined;
}

function hasFailed({ scenario }: LiveScenarioPlay, { run }: LiveRun): boolean {
  return judgeRuns(scenario, [run], false).complaints.some(({ seed }) => seed === run.seed);
}

function conclude(play: LiveScenarioPlay, { runs, failed }: Played, last: LiveRun): ScenarioResult {
  const { scenario, file, repeat, processes } = play;
  const verdict = judgeRuns(scenario, runs, runs.length === scenario.options.runs);
  const { exit } = verdict;
  const complaints = withRepeats(verdict.complaints, repeat);
  const run = shownRun(runs, complaints);
  const shown = [failed, last].find((one) => one?.run === run);
  const { containment } = last;
  const live: LiveFacts = { processes, ...(containment === undefined ? {} : { containment }) };
  return {
    ...{ scenario, file, exit, runs, complaints, live },
    shown: { run, trace: shown?.trace ?? [] },
    repeat: repeat(run.seed),
  };
}
