/** docs/reports.md shows what the code prints, and names what the code knows. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { renderMermaid } from "../../src/report/mermaid/render-mermaid.ts";
import { RACE_KINDS } from "../../src/report/race/race.ts";
import { reportOf } from "../../src/report/render-json.ts";
import { renderSummary } from "../../src/report/render-summary.ts";
import { renderTerminal } from "../../src/report/render-terminal.ts";
import { playOnce } from "../scenario/shipped-results.ts";
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

  test("shows the diagram that it names", () => {
    const [, diagram] = /^```mermaid\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
    expect(diagram).toBe(renderMermaid(playOnce("scenarios/cancel-loses.yaml")));
  });

  test("has commands that work, each after the one before it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "fleetsim-reports-page-"));
    const scripts = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
    const commands = scripts.join("").trim().split("\n");
    expect(commands.length).toBeGreaterThanOrEqual(7);
    for (const command of commands) {
      const words = command.replace(/^npx fleetsim /, "").split(" ");
      expect(words.length, command).toBeLessThan(command.split(" ").length);
      const isOwn = (word: string) => /^[\w-]+\.(jsonl|json|mmd|xml)$/.test(word);
      const args = words.map((word) => (isOwn(word) ? join(directory, word) : word));
      const code = await runProgram(args, { out: () => undefined, say: () => undefined });
      expect(code, command).toBe(0);
      for (const word of words.filter(isOwn)) expect(existsSync(join(directory, word))).toBe(true);
    }
    rmSync(directory, { recursive: true });
  });
});
