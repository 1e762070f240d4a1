/** `fleetsim run`: plays scenarios, and says what held. */
import { Option } from "commander";
import type { Command } from "commander";
import { exitOf, renderJson } from "../report/render-json.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import type { RunResult, ScenarioResult } from "../scenario/result.ts";
import { singleRun } from "../scenario/verdict/single-run.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import { addLogFlags, readInteger, readSeed } from "./fleet-flags.ts";
import type { ProcessesWord } from "./fleet-flags.ts";
import type { Output } from "./output.ts";
import { checkLive, playLive } from "./run-live.ts";
import type { Ending } from "./run-live.ts";
import { headText } from "./run-head.ts";
import { writeJunit } from "./junit-file.ts";
import { checkReportFile } from "./report-files.ts";
import { reportText } from "./report-text.ts";
import { loadAll } from "./run-scenarios.ts";
import type { ScenarioToRun } from "./run-scenarios.ts";
import { readAssignment } from "./run-set.ts";
import type { Assignment } from "./run-set.ts";
import { playInTurns } from "./play-in-turns.ts";
import { addShownFlags, shownFiles, writeShown } from "./shown-files.ts";
import type { ShownFile, ShownFlags } from "./shown-files.ts";
import { startProgress } from "./run-progress.ts";
import { toldToEnd } from "./told-to-end.ts";

export interface RunFlags extends ShownFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly json?: true;
  readonly junit?: string;
  readonly selfCheck: boolean;
  readonly set: readonly Assignment[];
  readonly live?: true;
  readonly processes?: ProcessesWord;
  readonly logLevel: string;
  readonly logFile?: string;
}

const RUNS_MAX = 1_000_000;

export function addRun(program: Command, output: Output): void {
  const command = program
    .command("run")
    .argument("<scenario...>", "files of scenarios: YAML, JSON, or a TypeScript module")
    .description("plays scenarios, in virtual time or live, and says what held")
    .option("--seed <seed>", "an integer or any text, instead of the scenario's", readSeed)
    .option("--runs <n>", "how many runs; run k uses seed S+k", readInteger(1, RUNS_MAX))
    .option("--json", "print one JSON document instead of the report")
    .option("--trace <file>", "write traces; the name may hold {scenario} and {seed}")
    .option("--junit <file>", "write a JUnit report; the name may hold {scenario}")
    .option("--no-self-check", "do not play a sample of the runs twice to compare them")
    .addOption(
      new Option("--set <name=value>", "set an option of docs/defaults.md (repeatable)")
        .default([], "none")
        .argParser(readAssignment),
    )
    .option("--live", "play them on real sockets, by the real clock")
    .addOption(
      new Option(
        "--processes <kind>",
        "with --live: what a script runs in (default: simulated)",
      ).choices(["simulated", "real"]),
    );
  addLogFlags(addShownFlags(command)).action(async (files: readonly string[], flags: RunFlags) => {
    if (flags.processes !== undefined && flags.live !== true) {
      throw usageError("run: --processes is for --live; in virtual time all are simulated");
    }
    await run(files, flags, output);
  });
}

async function run(names: readonly string[], flags: RunFlags, output: Output): Promise<void> {
  const files = shownFiles(flags);
  checkReportFile("--junit", flags.junit);
  const scenarios = await loadAll(names, flags, output);
  const { processes = "simulated" } = flags;
  if (flags.live === true) checkLive(scenarios, processes, output);
  output.say(headText(scenarios, flags.live && `live processes=${processes}`));
  const { results, brokenOff } = await playAll(scenarios, files, flags, output);
  if (flags.junit !== undefined) writeJunit(flags.junit, results);
  const setOf = ({ scenario }: ScenarioResult) =>
    scenarios.find((one) => one.scenario === scenario)?.set ?? {};
  writeShown(files, withBrokenOff(results, brokenOff), setOf);
  if (flags.json === true) output.out(renderJson(results).trimEnd());
  else if (results.length > 0) output.out(reportText(results));
  const exit = exitOf(results);
  if (exit !== EXIT.done) throw new CommandError(exit, "");
}

interface Played {
  /** Of scenarios of which a run was over when it ended, or was told to end. */
  readonly results: readonly ScenarioResult[];
  /** Of the run that was broken off by itself, if there is something to show of it. */
  readonly brokenOff: ScenarioResult | undefined;
}

async function playAll(
  scenarios: readonly ScenarioToRun[],
  files: readonly ShownFile[],
  flags: RunFlags,
  output: Output,
): Promise<Played> {
  const each = files.filter(({ isOfEveryRun }) => isOfEveryRun);
  const { signal, stop } = toldToEnd(output);
  const progress = startProgress(scenarios);
  const results: ScenarioResult[] = [];
  let brokenOff: ScenarioResult | undefined;
  try {
    for (const one of scenarios) {
      const isLive = flags.live === true;
      const keep: Keep = (run, trace) => {
        const single = singleOf(one, flags, run, trace);
        for (const { write } of each) write(single, one.set);
        if (run.isBrokenOff === true) brokenOff = single;
      };
      const ending: Ending = {
        signal,
        progress: (done) => progress.update(one, done),
        keep: each.length === 0 ? undefined : keep,
        brokenOff: keep,
      };
      const result = await (isLive ? playLive : playVirtual)(one, flags, ending, output);
      if (result !== undefined) results.push(result);
      if (signal.aborted) break;
    }
  } finally {
    progress.stop();
    stop();
  }
  if (signal.aborted) output.say(endedText(scenarios, results));
  return { results, brokenOff };
}

function playVirtual(
  { scenario, file, repeat }: ScenarioToRun,
  { selfCheck: checksItself }: RunFlags,
  { signal, progress, keep }: Ending,
): Promise<ScenarioResult | undefined> {
  const isStopped = () => signal.aborted;
  const play = { scenario, file, repeat, checksItself, isStopped };
  return playInTurns(keep === undefined ? play : { ...play, keep }, progress);
}

/** Handed a run and its trace, writes the files of every run. */
type Keep = Ending["brokenOff"];

function singleOf(
  { scenario, file, repeat }: ScenarioToRun,
  { live: isLive, processes = "simulated" }: RunFlags,
  run: RunResult,
  trace: readonly TraceEvent[],
): ScenarioResult {
  const live = isLive === true ? { processes } : undefined;
  return singleRun({ scenario, file, run, trace, repeat: repeat(run.seed), live });
}

/** Who breaks a run off wants to see that one, unless another has failed. */
function withBrokenOff(
  results: readonly ScenarioResult[],
  brokenOff: ScenarioResult | undefined,
): readonly ScenarioResult[] {
  if (brokenOff === undefined) return results;
  const own = results.find(({ scenario }) => scenario === brokenOff.scenario);
  if (own !== undefined && own.exit !== EXIT.done) return results;
  return [...results.filter((one) => one !== own), brokenOff];
}

function endedText(
  scenarios: readonly ScenarioToRun[],
  results: readonly ScenarioResult[],
): string {
  const of = scenarios.reduce((sum, { scenario }) => sum + scenario.options.runs, 0);
  const done = results.reduce((sum, { runs }) => sum + runs.length, 0);
  return `fleetsim: ended by a signal after ${done} of ${of} runs; what has not been seen is not judged`;
}
