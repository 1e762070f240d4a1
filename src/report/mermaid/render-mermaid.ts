/**
 * One invocation of a run as a Mermaid sequence diagram: client, controller, agent and process, what
 * they said to each other and when, what went wrong, and the two events that decided.
 *
 * Bounded: of a long invocation the beginning is told, and what is near the events that decide.
 */
import type { ScenarioResult } from "../../scenario/result.ts";
import { decisiveRaces } from "../decisive-race.ts";
import { Names } from "../names.ts";
import type { NoRace, Race } from "../race/race.ts";
import { plural } from "../text.ts";
import { invocationToShow } from "./invocation-choice.ts";
import type { Invocation } from "./invocation-choice.ts";
import { mermaidText } from "./mermaid-text.ts";
import { sequenceLines } from "./sequence-lines.ts";
import type { SequenceLine } from "./sequence-lines.ts";

/** Source: our choice: what a page can show, and well within Mermaid's own bound of 50,000 characters. */
const LINES_MAX = 120;
/** Of these the beginning. */
const HEAD_LINES = 20;

type Shown = Pick<ScenarioResult, "scenario" | "complaints" | "runs" | "shown">;

/** The text of the diagram; of a run without commands it says so. */
export function renderMermaid(
  result: Shown,
  invocation: Invocation | undefined = invocationToShow(result),
): string {
  const lines = invocation === undefined ? NOTHING : diagram(result, invocation);
  return `${["sequenceDiagram", ...lines].join("\n")}\n`;
}

const NOTHING = ["participant client", "Note over client: no command was accepted"];

function diagram({ scenario, shown }: Shown, invocation: Invocation): readonly string[] {
  const { run, trace } = shown;
  const names = new Names(run);
  const races = decisiveRaces(trace);
  const race = races.find(
    (one) => one.command === invocation.command && one.node === invocation.node,
  );
  const deciding = decidingOf(race, run.violations, invocation);
  const lines = sequenceLines({ trace, invocation, readyMs: run.readyMs, deciding });
  const node = names.node(invocation.node);
  const title = `${names.command(invocation.command)} on ${node}, ${scenario.name}, seed ${run.seed}`;
  return [
    "participant client",
    "participant controller",
    `participant agent as ${mermaidText(`agent ${node}`)}`,
    "participant process",
    `Note over client,process: ${mermaidText(title)}`,
    ...bounded(lines, deciding),
    ...raceLines(race),
  ];
}

/** The events of the race, else those of the first finding about it. */
function decidingOf(
  race: Race | NoRace | undefined,
  violations: Shown["shown"]["run"]["violations"],
  { command, node }: Invocation,
): readonly number[] {
  if (race !== undefined && race.kind !== "none") return [race.first.seq, race.second.seq];
  const finding = violations.find((one) => one.command === command && one.node === node);
  return finding === undefined ? [] : [...new Set(finding.seqs)];
}

/** The beginning, and so many lines around the last event that decides, else up to the end. */
function bounded(lines: readonly SequenceLine[], deciding: readonly number[]): readonly string[] {
  if (lines.length <= LINES_MAX) return lines.map(({ text }) => text);
  const tail = LINES_MAX - HEAD_LINES;
  const last = lines.findLastIndex(({ seq }) => deciding.includes(seq));
  const middle = last < 0 ? lines.length : last + Math.floor(tail / 4);
  const to = Math.max(LINES_MAX, Math.min(lines.length, middle));
  return [
    ...lines.slice(0, HEAD_LINES).map(({ text }) => text),
    ...leftOut(to - tail - HEAD_LINES),
    ...lines.slice(to - tail, to).map(({ text }) => text),
    ...leftOut(lines.length - to),
  ];
}

function leftOut(count: number): readonly string[] {
  if (count === 0) return [];
  return [`Note over client,process: ... ${plural(count, "line")} left out ...`];
}

function raceLines(race: Race | NoRace | undefined): readonly string[] {
  if (race === undefined) return [];
  const otherwise = race.kind === "none" ? [] : [race.otherwise];
  return [race.says, ...otherwise].map(
    (says) => `Note over controller,process: ${mermaidText(says)}`,
  );
}
