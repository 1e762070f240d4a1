/** The JUnit files of `run` and `report`. */
import { renderJunit } from "../report/render-junit.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { fileName, writeText } from "./report-files.ts";

/** One file for all scenarios, or one for each. */
export function writeJunit(pattern: string, results: readonly ScenarioResult[]): void {
  const isForEach = pattern.includes("{scenario}");
  const lists = isForEach ? results.map((result) => [result]) : [results];
  for (const list of lists) {
    const shown = list[0]?.shown.run.seed ?? "";
    const file = fileName(pattern, list[0]?.scenario.name ?? "", shown);
    writeText("--junit", file, renderJunit(list));
  }
}
