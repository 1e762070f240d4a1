/**
 * The files that a run writes: traces and reports, with `{scenario}` and `{seed}` in their names.
 */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { traceLine } from "../kernel/trace.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { renderJunit } from "../report/render-junit.ts";
import type { RunResult, ScenarioResult } from "../scenario/result.ts";
import { traceHeader } from "../scenario/run/trace-header.ts";
import { usageError } from "./exit.ts";
import { packageVersion } from "./package-version.ts";
import type { ScenarioToRun } from "./run-scenarios.ts";

/** Lines that are written at once. */
const LINES = 10_000;

/** With `{seed}` in its name there is a file for every run. */
export function writesEveryTrace(file: string | undefined): boolean {
  return file?.includes("{seed}") === true;
}

/** Refuses a file that can't be written before anything is played; a name to be filled in is not tried. */
export function checkReportFile(flag: string, file: string | undefined): void {
  if (file === undefined || /\{(scenario|seed)\}/.test(file)) return;
  attempt(flag, file, () => closeSync(openSync(file, "a")));
}

export function writeTrace(
  pattern: string,
  { scenario, file: from, set }: ScenarioToRun,
  run: RunResult,
  trace: readonly TraceEvent[],
): void {
  const origin = { version: packageVersion(), file: from, set };
  const file = nameOf(pattern, scenario.name, run.seed);
  attempt("--trace", file, () => {
    const handle = openSync(file, "w");
    try {
      writeSync(handle, `${traceHeader(scenario, run, origin)}\n`);
      for (let at = 0; at < trace.length; at += LINES) {
        const lines = trace.slice(at, at + LINES).map((event) => `${traceLine(event)}\n`);
        writeSync(handle, lines.join(""));
      }
    } finally {
      closeSync(handle);
    }
  });
}

/** One file for all scenarios, or one for each. */
export function writeJunit(pattern: string, results: readonly ScenarioResult[]): void {
  const isForEach = pattern.includes("{scenario}");
  const files = isForEach ? results.map((result) => [result]) : [results];
  for (const list of files) {
    const shown = list[0]?.shown.run.seed ?? "";
    const file = nameOf(pattern, list[0]?.scenario.name ?? "", shown);
    attempt("--junit", file, () => writeFileSync(file, renderJunit(list)));
  }
}

/** What a file system may not like in a name is a hyphen. */
function nameOf(pattern: string, scenario: string, seed: string): string {
  const plain = (text: string) => text.replaceAll(/[^\w.-]+/g, "-");
  return pattern.replaceAll("{scenario}", plain(scenario)).replaceAll("{seed}", plain(seed));
}

function attempt(flag: string, file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw usageError(
      `${flag}: expected a file that can be written, found ${file}: ${String(cause)}`,
    );
  }
}
