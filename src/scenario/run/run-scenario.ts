/**
 * Plays all runs of a scenario, judges them, and plays the one that is shown once more.
 *
 * Of runs only their results are kept: a run is played again from its seed when its trace is
 * wanted. That is a check at the same time: two runs of one seed have to be equal. Some further runs
 * are played twice for nothing else. It is a generator, so that somebody may look on, and break it
 * off between two turns.
 */
import { TraceLog } from "../../kernel/trace-log.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Complaint, RunResult, ScenarioResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { withRepeats } from "../verdict/repeats.ts";
import { judgeRuns } from "../verdict/verdict.ts";
import { firstDifference } from "./first-difference.ts";
import { playRun } from "./play-run.ts";
import { runSeed } from "./run-seed.ts";

export interface ScenarioPlay {
  /** Its options are those in force. */
  readonly scenario: Scenario;
  /** For messages. */
  readonly file: string;
  /** The command that repeats the run of a seed. */
  readonly repeat: (seed: string) => string;
  /** Whether a sample of the runs is played twice and compared. */
  readonly checksItself: boolean;
  /** Handed every run with its trace, as soon as it is over. */
  readonly keep?: (run: RunResult, trace: readonly TraceEvent[]) => void;
  /** Asked between two runs and within them: true ends it with the runs that there are. */
  readonly isStopped?: () => boolean;
}

/** How far it is. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** Events of the shown run that are kept; about 300 bytes each. Source: our choice. */
const TRACE_EVENTS_MAX = 1_000_000;
/** One run in so many is played twice, besides the first and the shown one. */
const CHECK_EVERY = 100;
const CHECKS_MAX = 10;

/** Undefined when it was stopped before its first run was over. */
export function* runScenario(play: ScenarioPlay): Generator<Progress, ScenarioResult | undefined> {
  const runs: RunResult[] = [];
  const { seed, runs: of } = play.scenario.options;
  let trace: readonly TraceEvent[] | undefined;
  while (runs.length < of && (runs.length === 0 || play.isStopped?.() !== true)) {
    const keepsTrace = of === 1 || play.keep !== undefined;
    const played = yield* playOnce(play, runSeed(seed, runs.length), runs.length, keepsTrace);
    if (played === undefined) break;
    play.keep?.(played.run, played.trace);
    runs.push(played.run);
    if (of === 1) ({ trace } = played);
    yield { done: runs.length, of };
  }
  return runs.length === 0 ? undefined : yield* conclude(play, runs, trace);
}

/** `trace` is that of the only run; undefined when there are several. */
function* conclude(
  play: ScenarioPlay,
  runs: readonly RunResult[],
  trace: readonly TraceEvent[] | undefined,
): Generator<Progress, ScenarioResult> {
  const { scenario, file, repeat, checksItself, isStopped } = play;
  const verdict = judgeRuns(scenario, runs, runs.length === scenario.options.runs);
  const run = shownRun(runs, verdict.complaints);
  const isPlayedAgain = trace === undefined || checksItself;
  const shownAgain = isPlayedAgain ? yield* checkRun(play, runs, run, trace === undefined) : {};
  const defects = [shownAgain.defect];
  const others = checksItself && isStopped?.() !== true ? sampled(runs, run) : [];
  for (const other of others) defects.push((yield* checkRun(play, runs, other, false)).defect);
  const found = defects.filter((defect) => defect !== undefined);
  return {
    ...{ scenario, file, runs },
    exit: found.length > 0 ? 70 : verdict.exit,
    complaints: withRepeats([...found, ...verdict.complaints], repeat),
    shown: { run, trace: trace ?? shownAgain.trace ?? [] },
    repeat: repeat(run.seed),
  };
}

/** The first that failed, else the last. */
export function shownRun(runs: readonly RunResult[], complaints: readonly Complaint[]): RunResult {
  const failed = new Set(complaints.map(({ seed }) => seed));
  const run = runs.find(({ seed }) => failed.has(seed)) ?? runs.at(-1);
  if (run === undefined) throw new Error("there is no run to show");
  return run;
}

/** The runs that are played twice for nothing but the comparison. */
function sampled(runs: readonly RunResult[], shown: RunResult): readonly RunResult[] {
  const some = runs.filter((_, index) => index % CHECK_EVERY === 0).slice(0, CHECKS_MAX);
  return some.filter((run) => run !== shown);
}

interface Checked {
  readonly trace?: readonly TraceEvent[];
  /** It was another run this time. */
  readonly defect?: Complaint;
}

/** Plays a run again and compares; nothing is said when it was stopped meanwhile. */
function* checkRun(
  play: ScenarioPlay,
  runs: readonly RunResult[],
  { seed, traceHash }: RunResult,
  keepsTrace: boolean,
): Generator<Progress, Checked> {
  const again = yield* playOnce(play, seed, runs.length, keepsTrace);
  if (again === undefined) return {};
  if (again.run.traceHash === traceHash) return { trace: again.trace };
  const third = yield* playOnce(play, seed, runs.length, true);
  const fourth = yield* playOnce(play, seed, runs.length, true);
  const defect = nondeterminism(seed, third?.trace ?? [], fourth?.trace ?? []);
  return { trace: again.trace, defect };
}

/** What is said of two runs of one seed that were not the same. */
export function nondeterminism(
  seed: string,
  first: readonly TraceEvent[],
  second: readonly TraceEvent[],
): Complaint {
  const difference = firstDifference(first, second);
  const found =
    difference === undefined
      ? "two traces with different hashes, and none when it was played twice more"
      : `line ${difference.line} once ${difference.first ?? "missing"} and once ${difference.second ?? "missing"}`;
  return {
    exit: 70,
    kind: "nondeterminism",
    says: `expected two runs of seed ${seed} to be the same; found ${found}; a defect of fleetsim`,
    seed,
  };
}

interface PlayedOnce {
  readonly run: RunResult;
  /** Empty unless it was asked for. */
  readonly trace: readonly TraceEvent[];
}

function* playOnce(
  { scenario, isStopped }: ScenarioPlay,
  seed: string,
  done: number,
  keepsTrace: boolean,
): Generator<Progress, PlayedOnce | undefined> {
  const log = new TraceLog(TRACE_EVENTS_MAX);
  const readers = keepsTrace ? [log.push.bind(log)] : [];
  const run = playRun({ scenario, seed, readers });
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return { run: turn.value, trace: log.list() };
    yield { done, of: scenario.options.runs };
    if (isStopped?.() === true) return undefined;
  }
}
