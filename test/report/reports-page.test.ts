/** docs/reports.md shows what the code prints, and names what the code knows. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RACE_KINDS } from "../../src/report/race/race.ts";
import { reportOf } from "../../src/report/render-json.ts";
import { renderSummary } from "../../src/report/render-summary.ts";
import { renderTerminal } from "../../src/report/render-terminal.ts";
import { escapingResult, heldResult, racingResult, unprovenResult } from "./results.ts";

const PAGE = readFileSync(new URL("../../docs/reports.md", import.meta.url), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

describe("docs/reports.md", () => {
  test("shows the report of a scenario that failed", () => {
    expect(EXAMPLES[0]).toBe(`${renderTerminal(racingResult()).join("\n")}\n`);
  });

  test("shows the summary of several scenarios", () => {
    const results = [heldResult(), escapingResult(), racingResult(), unprovenResult()];
    expect(EXAMPLES[1]).toBe(`${renderSummary(results).join("\n")}\n`);
    expect(EXAMPLES).toHaveLength(2);
  });

  test("names every kind of race", () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` +\| .+ \|$/gm)].map(([, kind]) => kind);
    expect(rows).toEqual([...RACE_KINDS]);
  });

  test("names every field of a scenario in the JSON report", () => {
    const [report] = reportOf([racingResult()]).scenarios;
    for (const field of Object.keys(report!)) expect(PAGE).toContain(`\`${field}\``);
  });
});
