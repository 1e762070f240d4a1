/** What `run` and `report` print for a person, as wide as the terminal is. */
import { renderSummary } from "../report/render-summary.ts";
import { renderTerminal } from "../report/render-terminal.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { EXIT } from "./exit.ts";

const WIDTH_DEFAULT = 100;

/** Of one scenario, or the first that failed, the story; of the others that failed the facts. */
export function reportText(results: readonly ScenarioResult[]): string {
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
