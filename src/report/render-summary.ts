/** Several scenarios: a line each, and one that says how they came out all in all. */
import { distance } from "../kernel/time-text.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { mainComplaint } from "./evidence.ts";
import { painter } from "./paint.ts";
import { fit, fitRight, plural, printable } from "./text.ts";
import { VERDICTS } from "./verdict.ts";

const EXITS = [0, 1, 2, 70] as const;
const WORD_WIDTH = Math.max(...EXITS.map((exit) => VERDICTS[exit].word.length));
const NAME_WIDTH_MAX = 60;

export function renderSummary(
  results: readonly ScenarioResult[],
  { width = 100, color = false }: { readonly width?: number; readonly color?: boolean } = {},
): string[] {
  const paint = painter(color);
  const longest = Math.max(0, ...results.map(({ scenario }) => scenario.name.length));
  const nameWidth = Math.min(NAME_WIDTH_MAX, longest, Math.max(10, width - WORD_WIDTH - 32));
  const lines = results.flatMap((result) => {
    const { word, style } = VERDICTS[result.exit];
    const name = fit(printable(result.scenario.name), nameWidth);
    const head = paint(fit(word, WORD_WIDTH), style);
    const main = mainComplaint(result);
    const why = main === undefined ? [] : [`  ${printable(main.says)}`];
    return [
      `${head}  ${name}  ${playedWords(result)}`,
      ...why.map((line) => fit(" ".repeat(WORD_WIDTH) + line, width).trimEnd()),
    ];
  });
  const isLive = results.some(({ live }) => live !== undefined);
  return [
    ...lines,
    ...(lines.length > 0 ? [""] : []),
    closing(results),
    ...(isLive ? ["Played live: a seed does not repeat a run exactly."] : []),
  ];
}

function playedWords({ runs }: ScenarioResult): string {
  const lastedMs = runs.reduce((total, { endMs }) => total + endMs, 0);
  return `${fitRight(plural(runs.length, "run"), 10)}  ${distance(lastedMs)}`.trimEnd();
}

/** `3 scenarios: 1 ok, 1 FAILED, 1 NOTHING PROVEN`. */
function closing(results: readonly ScenarioResult[]): string {
  const counts = EXITS.flatMap((code) => {
    const count = results.filter(({ exit }) => exit === code).length;
    return count === 0 ? [] : [`${count} ${VERDICTS[code].word}`];
  });
  const all = plural(results.length, "scenario");
  return counts.length === 0 ? all : `${all}: ${counts.join(", ")}`;
}
