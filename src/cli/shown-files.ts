/**
 * The files that tell of one run: its trace, its page, its timeline for Perfetto, its diagram.
 *
 * Their names may hold `{scenario}` and `{seed}`. With `{seed}` there is one for every run, written
 * when that is over; with `{scenario}` alone one for each scenario, of the run that is shown; else
 * one in all: of the first scenario that failed, else of the last.
 */
import type { Command } from "commander";
import { traceLine } from "../kernel/trace.ts";
import { renderHtml } from "../report/html/render-html.ts";
import { invocationNamed, invocationsOf } from "../report/mermaid/invocation-choice.ts";
import { renderMermaid } from "../report/mermaid/render-mermaid.ts";
import { Names } from "../report/names.ts";
import { perfettoLines } from "../report/perfetto/render-perfetto.ts";
import { listed } from "../report/text.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { traceHeader } from "../scenario/run/trace-header.ts";
import { EXIT, usageError } from "./exit.ts";
import { packageVersion } from "./package-version.ts";
import { checkReportFile, fileName, writePieces, writeText } from "./report-files.ts";
import { viewText } from "./view-text.ts";

export interface ShownFlags {
  readonly trace?: string;
  readonly html?: string;
  readonly perfetto?: string;
  readonly mermaid?: string;
  readonly invocation?: string;
}

/** One of these files, for as many runs as its name is for. */
export interface ShownFile {
  readonly pattern: string;
  readonly isOfEveryRun: boolean;
  /** `set`: the options that were set on the command line. */
  readonly write: (result: ScenarioResult, set: Readonly<Record<string, string>>) => void;
}

/** Those of `run` and of `report` alike. */
export function addShownFlags(command: Command): Command {
  return command
    .option("--html <file>", "write a page for a browser; the name as that of --trace")
    .option("--perfetto <file>", "write a timeline that ui.perfetto.dev opens; the name likewise")
    .option("--mermaid <file>", "write a sequence diagram of one invocation; the name likewise")
    .option("--invocation <command@node>", "which one --mermaid draws, by names or ids");
}

/** Errors: 64 for a file that can't be written, and for a page that was never built. */
export function shownFiles(flags: ShownFlags): readonly ShownFile[] {
  const { invocation } = flags;
  if (invocation !== undefined && flags.mermaid === undefined) {
    throw usageError(`--invocation: expected --mermaid with it, found ${invocation} alone`);
  }
  // What is missing for a page is said before anything is played.
  if (flags.html !== undefined) viewText();
  return [
    ...shownFile("--trace", flags.trace, (file, result, set) => {
      writePieces("--trace", file, tracePieces(result, set));
    }),
    ...shownFile("--html", flags.html, (file, result) => {
      writeText("--html", file, renderHtml(result, viewText()));
    }),
    ...shownFile("--perfetto", flags.perfetto, (file, result) => {
      writePieces("--perfetto", file, perfettoLines(result));
    }),
    ...shownFile("--mermaid", flags.mermaid, (file, result) => {
      writeText("--mermaid", file, diagramOf(result, invocation));
    }),
  ];
}

/** Those that are not of every run; `setOf`: what was set on the command line of a result. */
export function writeShown(
  files: readonly ShownFile[],
  results: readonly ScenarioResult[],
  setOf: (result: ScenarioResult) => Readonly<Record<string, string>> = () => ({}),
): void {
  const failed = results.find(({ exit }) => exit !== EXIT.done);
  for (const { pattern, isOfEveryRun, write } of files) {
    if (isOfEveryRun) continue;
    const shown = pattern.includes("{scenario}") ? results : [failed ?? results.at(-1)];
    for (const result of shown) if (result !== undefined) write(result, setOf(result));
  }
}

type WriteFile = (
  file: string,
  result: ScenarioResult,
  set: Readonly<Record<string, string>>,
) => void;

function shownFile(
  flag: string,
  pattern: string | undefined,
  write: WriteFile,
): readonly ShownFile[] {
  if (pattern === undefined) return [];
  checkReportFile(flag, pattern);
  return [
    {
      pattern,
      isOfEveryRun: pattern.includes("{seed}"),
      write: (result, set) => {
        const { scenario, shown } = result;
        write(fileName(pattern, scenario.name, shown.run.seed), result, set);
      },
    },
  ];
}

function* tracePieces(
  { scenario, file, shown, live }: ScenarioResult,
  set: Readonly<Record<string, string>>,
): Generator<string, void> {
  yield `${traceHeader(scenario, shown.run, { version: packageVersion(), file, set, live })}\n`;
  for (const event of shown.trace) yield `${traceLine(event)}\n`;
}

function diagramOf(result: ScenarioResult, asked: string | undefined): string {
  if (asked === undefined) return renderMermaid(result);
  const invocation = invocationNamed(result, asked);
  if (invocation !== undefined) return renderMermaid(result, invocation);
  const names = new Names(result.shown.run);
  const there = invocationsOf(result.shown.trace).map(
    ({ command, node }) => `${names.command(command)}@${names.node(node)}`,
  );
  throw usageError(
    `--invocation: expected one of ${listed(there, NAMED_MAX) || "none that there are"}, found ${asked}`,
  );
}

const NAMED_MAX = 10;
