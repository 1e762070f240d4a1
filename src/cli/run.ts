/** `fleetsim run`: plays scenarios, and says what held. */
import { Option } from "commander";
import type { Command } from "commander";
import { exitOf, renderJson } from "../report/render-json.ts";
import { renderSummary } from "../report/render-summary.ts";
import { renderTerminal } from "../report/render-terminal.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { CommandError, EXIT, laterError } from "./exit.ts";
import { addLogFlags, readInteger, readSeed } from "./fleet-flags.ts";
import type { Output } from "./output.ts";
import { headText } from "./run-head.ts";
import { checkReportFile, writeJunit, writeTrace, writesEveryTrace } from "./run-files.ts";
import { loadAll } from "./run-scenarios.ts";
import type { ScenarioToRun } from "./run-scenarios.ts";
import { readAssignment } from "./run-set.ts";
import type { Assignment } from "./run-set.ts";
import { playInTurns } from "./play-in-turns.ts";
import { startProgress } from "./run-progress.ts";
import { toldToEnd } from "./told-to-end.ts";

export interface RunFlags {
  readonly seed?: string;
  readonly runs?: number;
  readonly json?: true;
  readonly trace?: string;
  readonly junit?: string;
  readonly selfCheck: boolean;
  readonly set: readonly Assignment[];
  readonly live?: true;
  readonly html?: string;
}

const RUNS_MAX = 1_000_000;
const WIDTH_DEFAULT = 100;

export function addRun(program: Command, output: Output): void {
  const command = program
    .command("run")
    .argument("<scenario...>", "files of scenarios: YAML, JSON, or a TypeScript module")
    .description("plays scenarios in virtual time, and says what held")
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
    .addOption(new Option("--live").hideHelp())
    .addOption(new Option("--html <file>").hideHelp());
  addLogFlags(command).action(async (files: readonly string[], flags: RunFlags) => {
    if (flags.live === true) throw laterError("run --live");
    if (flags.html !== undefined) throw laterError("run --html");
    await run(files, flags, output);
  });
}

async function run(files: readonly string[], flags: RunFlags, output: Output): Promise<void> {
  checkReportFile("--trace", flags.trace);
  checkReportFile("--junit", flags.junit);
  const scenarios = await loadAll(files, flags, output);
  output.say(headText(scenarios));
  const results = await playAll(scenarios, flags, output);
  if (flags.junit !== undefined) writeJunit(flags.junit, results);
  if (flags.trace !== undefined) writeTraces(flags.trace, scenarios, results);
  if (flags.json === true) output.out(renderJson(results).trimEnd());
  else if (results.length > 0) output.out(reportText(results));
  const exit = exitOf(results);
  if (exit !== EXIT.done) throw new CommandError(exit, "");
}

/** Those that were played when it ended, or was told to end. */
async function playAll(
  scenarios: readonly ScenarioToRun[],
  flags: RunFlags,
  output: Output,
): Promise<readonly ScenarioResult[]> {
  const { signal, stop } = toldToEnd(output);
  const progress = startProgress(scenarios);
  const results: ScenarioResult[] = [];
  try {
    for (const one of scenarios) {
      const { scenario, file, repeat } = one;
      const result = await playInTurns(
        {
          ...{ scenario, file, repeat, checksItself: flags.selfCheck },
          isStopped: () => signal.aborted,
          ...(writesEveryTrace(flags.trace)
            ? { keep: (run, trace) => writeTrace(flags.trace ?? "", one, run, trace) }
            : {}),
        },
        (done) => progress.update(one, done),
      );
      if (result !== undefined) results.push(result);
      if (signal.aborted) break;
    }
  } finally {
    progress.stop();
    stop();
  }
  if (signal.aborted) output.say(brokenOff(scenarios, results));
  return results;
}

function brokenOff(
  scenarios: readonly ScenarioToRun[],
  results: readonly ScenarioResult[],
): string {
  const of = scenarios.reduce((sum, { scenario }) => sum + scenario.options.runs, 0);
  const done = results.reduce((sum, { runs }) => sum + runs.length, 0);
  return `fleetsim: ended by a signal after ${done} of ${of} runs; what has not been seen is not judged`;
}

/** Every run was written when it was over, or each scenario's shown one is, or the first failing. */
function writeTraces(
  file: string,
  scenarios: readonly ScenarioToRun[],
  results: readonly ScenarioResult[],
): void {
  if (writesEveryTrace(file)) return;
  const failed = results.find(({ exit }) => exit !== EXIT.done);
  const shown = file.includes("{scenario}") ? results : [failed ?? results.at(-1)];
  for (const result of shown) {
    const one = scenarios.find(({ scenario }) => scenario === result?.scenario);
    if (result === undefined || one === undefined) continue;
    writeTrace(file, one, result.shown.run, result.shown.trace);
  }
}

/** Of one scenario, or the first that failed, the story; of the others that failed the facts. */
function reportText(results: readonly ScenarioResult[]): string {
  // Undefined where stdout is no terminal, whatever its type says.
  const { isTTY, columns } = process.stdout as Partial<typeof process.stdout>;
  const color = isTTY === true && process.env["NO_COLOR"] === undefined;
  const options = { width: columns ?? WIDTH_DEFAULT, color };
  const failed = results.filter(({ exit }) => exit !== EXIT.done);
  const told = results.length === 1 ? results : failed;
  const reports = told.flatMap((result, index) => [
    ...renderTerminal(result, { ...options, story: index === 0 }),
    "",
  ]);
  const summary = results.length === 1 ? [] : [...renderSummary(results, options), ""];
  const { repeat = "" } = told[0] ?? results.at(-1) ?? {};
  return [...reports, ...summary, `repeat  ${repeat}`].join("\n");
}
