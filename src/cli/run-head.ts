/**
 * What a run says before it begins: every option in force, and of each scenario its seed and what
 * it sets itself.
 */
import { optionTexts } from "../scenario/run/trace-header.ts";
import type { ScenarioToRun } from "./run-scenarios.ts";

const WIDTH = 100;

/** `live`: what is said of live runs. */
export function headText(scenarios: readonly ScenarioToRun[], live?: string): string {
  const all = scenarios.map(({ scenario }) => optionTexts(scenario.options.fleet));
  const [first = {}] = all;
  const shared = Object.keys(first).filter((name) => all.every((one) => one[name] === first[name]));
  const lines = wrapped(shared.map((name) => `${name}=${first[name] ?? ""}`));
  const own = scenarios.map(({ file, scenario: { options } }, index) => {
    const others = Object.entries(all[index] ?? {}).filter(([name]) => !shared.includes(name));
    const words = others.map(([name, value]) => `${name}=${value}`);
    const head = `${file}: seed=${options.seed} runs=${options.runs}`;
    return [head, ...(live === undefined ? [] : [live]), ...words].join(" ");
  });
  return [...lines, ...own].join("\n");
}

function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = "options:";
  for (const word of words) {
    if (line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = " ";
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}
