/**
 * The scenarios that `fleetsim run` is asked for: all of them are read before any is played.
 */
import { problemText } from "../scenario/file/problem.ts";
import type { Problems } from "../scenario/file/problem.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { usageError } from "./exit.ts";
import { loadScenario } from "./load-scenario.ts";
import type { ProcessesWord } from "./fleet-flags.ts";
import type { Output } from "./output.ts";
import { withAssignments, withLiveDefaults } from "./run-set.ts";
import type { Assignment } from "./run-set.ts";

export interface ScenarioToRun {
  readonly file: string;
  /** With the options that are in force. */
  readonly scenario: Scenario;
  /** The options that were set on the command line, by name. */
  readonly set: Readonly<Record<string, string>>;
  /** The command that repeats the run of a seed. */
  readonly repeat: (seed: string) => string;
}

export interface RunChanges {
  readonly seed?: string;
  readonly runs?: number;
  readonly set: readonly Assignment[];
  readonly live?: true;
  readonly processes?: ProcessesWord;
}

/** Errors: 64 with every problem of every file; nothing is played then. */
export async function loadAll(
  files: readonly string[],
  changes: RunChanges,
  output: Output,
): Promise<readonly ScenarioToRun[]> {
  const readings = await Promise.all(
    files.map(async (file) => ({ file, reading: await loadScenario(file) })),
  );
  const broken = readings.filter(({ reading }) => "problems" in reading);
  for (const { reading } of broken) if ("problems" in reading) sayProblems(reading, output);
  if (broken.length > 0) {
    const names = broken.map(({ file }) => file).join(", ");
    throw usageError(`${names}: not a scenario; nothing was played`);
  }
  return readings.flatMap(({ file, reading }) =>
    "scenario" in reading ? [loaded(file, reading.scenario, changes)] : [],
  );
}

function sayProblems({ problems, more }: Problems, output: Output): void {
  for (const problem of problems) output.say(problemText(problem));
  if (more > 0) output.say(`... and ${more} more`);
}

function loaded(file: string, read: Scenario, changes: RunChanges): ScenarioToRun {
  const { seed, runs, set, live, processes = "simulated" } = changes;
  const assigned = withAssignments(read, set);
  const scenario = live === true ? withLiveDefaults(assigned) : assigned;
  const options = {
    ...scenario.options,
    ...(seed === undefined ? {} : { seed }),
    ...(runs === undefined ? {} : { runs }),
  };
  const given = Object.fromEntries(set.map(({ name, value }) => [name, value]));
  const liveFacts = live === true ? { processes } : undefined;
  const repeat = (of: string) => repeatCommand(file, of, given, liveFacts);
  return { file, scenario: { ...scenario, options }, set: given, repeat };
}

/** `npx fleetsim run ...`, as a shell takes it. */
export function repeatCommand(
  file: string,
  seed: string,
  set: Readonly<Record<string, string>>,
  live?: { readonly processes: ProcessesWord },
): string {
  const sets = Object.entries(set).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const words = ["npx", "fleetsim", "run", file, "--seed", seed, "--runs", "1", ...sets];
  if (live !== undefined) words.push("--live");
  if (live?.processes === "real") words.push("--processes", "real");
  return words.map(shellWord).join(" ");
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
