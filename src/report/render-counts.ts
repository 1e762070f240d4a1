/** What all runs of a scenario add up to, in a few lines. */
import { distance } from "../kernel/time-text.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import type { Paint } from "./paint.ts";
import { countRuns } from "./run-counts.ts";
import type {
  FaultCount,
  FindingCount,
  OutcomeCounts,
  RunCounts,
  StatusCount,
} from "./run-counts.ts";
import { fit, listed, plural, printable, wrap } from "./text.ts";

/** Lines of one kind, and names of one line. */
const LINES_MAX = 12;
const NAMES_MAX = 4;
const LABEL_WIDTH = 12;

export function renderCounts(
  result: ScenarioResult,
  { width, paint }: { readonly width: number; readonly paint: Paint },
): string[] {
  const counts = countRuns(result);
  const isMany = counts.runs > 1;
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ["outcomes", bounded(counts.outcomes.map((one) => outcomeWords(one, isMany)))],
    ["situations", situationWords(counts, true, isMany)],
    ["also seen", situationWords(counts, false, isMany)],
    ["findings", bounded(counts.findings.map((one) => findingWords(one, isMany)))],
    ["faults", bounded(counts.faults.map((one) => faultWords(one, isMany)))],
    ["played", [playedWords(counts, result.live !== undefined)]],
  ];
  const title = isMany ? `Over ${counts.runs} runs` : "All in all";
  return [
    paint(title, "bold"),
    ...facts.flatMap(([label, texts]) => fact(label, texts, width, paint)),
  ];
}

function fact(label: string, texts: readonly string[], width: number, paint: Paint): string[] {
  const lines = texts.flatMap((text) => wrap(printable(text), width - LABEL_WIDTH));
  return lines.map(
    (line, index) => paint(fit(index === 0 ? label : "", LABEL_WIDTH), "dim") + line,
  );
}

function inRuns(runs: number, isMany: boolean): string {
  return isMany ? ` in ${runs}` : "";
}

function situationWords({ situations }: RunCounts, isWanted: boolean, isMany: boolean): string[] {
  const told = situations.filter((one) => one.isWanted === isWanted);
  const words = told.map(({ situation, runs }) =>
    runs === 0 ? `${situation} never` : situation + inRuns(runs, isMany),
  );
  return words.length === 0 ? [] : [words.join(", ")];
}

function findingWords(
  { property, nodes, runs, isExpected }: FindingCount,
  isMany: boolean,
): string {
  const where = nodes.length === 0 ? "" : ` on ${listed(nodes, NAMES_MAX)}`;
  return `${property}${where}${inRuns(runs, isMany)}, ${isExpected ? "" : "NOT "}expected`;
}

function faultWords({ fault, times, runs }: FaultCount, isMany: boolean): string {
  return `${fault} ${plural(times, "time")}${inRuns(runs, isMany)}`;
}

function playedWords({ runs, virtualMs, events }: RunCounts, isLive: boolean): string {
  const time = `${distance(virtualMs)} of ${isLive ? "real" : "virtual"} time`;
  return `${plural(runs, "run")}, ${time}, ${plural(events, "event")}`;
}

/** `deploy on a1, a2: Cancelled 61 (escaped 12), Success 39`. */
function outcomeWords({ command, nodes, statuses }: OutcomeCounts, isMany: boolean): string {
  const ends = statuses.map((one) => statusWords(one, isMany)).join(", ");
  return `${command} on ${listed(nodes, NAMES_MAX)}: ${ends}`;
}

function statusWords({ status, runs, escaped }: StatusCount, isMany: boolean): string {
  if (!isMany) return escaped > 0 ? `${status}, a process escaped` : status;
  return `${status} ${runs}${escaped > 0 ? ` (escaped ${escaped})` : ""}`;
}

function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX), `and ${lines.length - LINES_MAX} more lines of the kind`];
}
