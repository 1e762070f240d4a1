/**
 * What a person sees of a scenario: first who is to blame and how to see it again, then the story
 * of one run, then what all its runs add up to.
 *
 * The first screen (24 lines of 100 columns) of a run that failed names the property, the node, the
 * two events that decide, the race, and the command that repeats it.
 */
import { distance, momentText } from "../kernel/time-text.ts";
import { TRACE_SOURCES } from "../kernel/trace.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { PROPERTIES } from "../scenario/property/properties.ts";
import type { Complaint, ScenarioResult } from "../scenario/result.ts";
import { SITUATIONS } from "../scenario/situation/situations.ts";
import { evidenceOf, mainComplaint } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import { shortWords } from "./race/race.ts";
import { Names } from "./names.ts";
import { painter } from "./paint.ts";
import type { Paint } from "./paint.ts";
import { renderCounts } from "./render-counts.ts";
import { fit, fitRight, plural, printable, wrap } from "./text.ts";
import { renderTraceText } from "./trace-text.ts";
import { VERDICTS, verdictSentence } from "./verdict.ts";

export interface TerminalOptions {
  /** Columns. @defaultValue 100 */
  readonly width?: number;
  /** @defaultValue false */
  readonly color?: boolean;
  /** Whether to tell the story of the run that is shown. @defaultValue true */
  readonly story?: boolean;
  /** Lines of the story at most. @defaultValue STORY_LINES_MAX */
  readonly linesMax?: number;
}

/** Below it lanes can't be told apart: narrower terminals break the lines. */
const WIDTH_MIN = 60;
const WIDTH_DEFAULT = 100;
const LABEL_WIDTH = 11;
/** Complaints that are named besides the first. */
const COMPLAINTS_MAX = 3;
/** Lines before the first event that decides, of a run that failed. */
const LEAD_MAX = 4;
/** Races that are told of a run that held. */
const RACES_MAX = 3;

/** The lines of the report, bounded however long the runs were. */
export function renderTerminal(result: ScenarioResult, options: TerminalOptions = {}): string[] {
  const { color = false, story = true } = options;
  const width = Math.max(WIDTH_MIN, options.width ?? WIDTH_DEFAULT);
  const page = { width, paint: painter(color), names: new Names(result.shown.run) };
  const complaint = mainComplaint(result);
  const evidence = evidenceOf(result, complaint);
  return [
    ...verdictLines(result, complaint, page),
    "",
    ...factLines(result, complaint, evidence, page),
    "",
    ...(story ? [...storyLines(result, evidence, options, page), ""] : []),
    ...renderCounts(result, page),
  ];
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
  readonly names: Names;
}

function verdictLines(
  { exit, scenario, file, complaints, shown }: ScenarioResult,
  main: Complaint | undefined,
  page: Page,
): string[] {
  const { width, paint } = page;
  const { word, style } = VERDICTS[exit];
  const name = paint(printable(scenario.name), "bold");
  const others = complaints.filter((one) => one !== main);
  const told = others.slice(0, COMPLAINTS_MAX);
  const more = others.length - told.length;
  return [
    `${paint(word, "bold", style)}  ${name}  ${paint(printable(file), "dim")}`,
    ...wrap(verdictSentence({ scenario }, main), width),
    ...told.flatMap((one) => alsoLines(one, shown.run.seed, page)),
    ...(more > 0 ? [`and ${plural(more, "more complaint")}`] : []),
  ];
}

/** Of another run than the shown one with the command that repeats it, which is never cut. */
function alsoLines(
  { says, seed, repeat }: Complaint,
  shownSeed: string,
  { width, paint }: Page,
): string[] {
  const line = fit(`also: ${printable(says)}`, width).trimEnd();
  if (repeat === undefined || seed === shownSeed) return [line];
  return [line, `${paint("      repeat  ", "dim")}${repeat}`];
}

function factLines(
  result: ScenarioResult,
  complaint: Complaint | undefined,
  evidence: Evidence,
  page: Page,
): string[] {
  const { paint } = page;
  const facts = [
    ...fact("property", propertyWords(complaint), page),
    ...fact("missing", missingWords(result, complaint), page),
    ...fact("where", whereWords(evidence, page), page),
    ...fact("live", liveWords(result), page),
  ];
  if (complaint?.seed === undefined) return [...facts, ...raceLines(evidence, page)];
  const events = evidence.deciding.map((event, index) => {
    const words = eventWords(event, evidence.deciding[index - 1], result);
    const label = paint(fit(`event ${index + 1}>`, LABEL_WIDTH), "dim");
    return label + paint(fit(words, page.width - LABEL_WIDTH).trimEnd(), "bold");
  });
  const repeat = paint(fit("repeat", LABEL_WIDTH), "dim") + (complaint.repeat ?? result.repeat);
  return [...facts, ...events, ...ownRaceLines(evidence, page), repeat];
}

function fact(label: string, texts: readonly string[], { width, paint }: Page): string[] {
  const lines = texts.flatMap((text) => wrap(printable(text), width - LABEL_WIDTH));
  return lines.map(
    (line, index) => paint(fit(index === 0 ? label : "", LABEL_WIDTH), "dim") + line,
  );
}

function propertyWords(complaint: Complaint | undefined): string[] {
  const property = PROPERTIES.find(({ name }) => name === complaint?.violation?.property);
  if (property === undefined) return [];
  const judges = property.judgedOn === "both" ? "both sides" : `the ${property.judgedOn}`;
  return [`${property.name} (judged on ${judges})`, property.says];
}

function liveWords({ live }: ScenarioResult): string[] {
  if (live?.processes === undefined) return [];
  const { processes, containment } = live;
  const held = containment === undefined ? "" : ` (${containment})`;
  return [`on real sockets, ${processes} processes${held}; a seed does not repeat it exactly`];
}

/** The situations that no run has shown, each with its sentence. */
function missingWords({ scenario, runs }: ScenarioResult, complaint?: Complaint): string[] {
  if (complaint?.kind !== "situation.missing") return [];
  const missing = scenario.expect.sometimes.filter(
    (name) => !runs.some(({ sightings }) => Object.hasOwn(sightings, name)),
  );
  return missing.map((name) => {
    const what = SITUATIONS.find((one) => one.name === name)?.says ?? "";
    return `${name}: ${what}`;
  });
}

function whereWords({ node, command }: Evidence, { names }: Page): string[] {
  const parts = [
    ...(node === undefined ? [] : [`node ${names.nodeInFull(node)}`]),
    ...(command === undefined ? [] : [`command ${names.commandInFull(command)}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(", ")];
}

const SOURCE_WIDTH = Math.max(...TRACE_SOURCES.map((source) => source.length)) + 1;

/** `3.018 s  process  escaped: pid 1002, 7 ms later (process.escaped, seq 35)`. */
function eventWords(
  event: TraceEvent,
  before: TraceEvent | undefined,
  { shown }: ScenarioResult,
): string {
  const time = fitRight(momentText(event.atMs - shown.run.readyMs), 9);
  const later = before === undefined ? "" : `, ${laterWords(event.atMs - before.atMs)}`;
  const source = fit(event.source, SOURCE_WIDTH);
  return `${time}  ${source} ${shortWords(event)}${later} (${event.event}, seq ${event.seq})`;
}

function laterWords(ms: number): string {
  return ms === 0 ? "in the same millisecond" : `${distance(ms)} later`;
}

/** Which order decided, and what if; of a complaint that is about one command on one node. */
function ownRaceLines({ races }: Evidence, page: Page): string[] {
  const [race] = races;
  if (race === undefined) return [];
  if (race.kind === "none") return fact("race", [`${race.says}.`], page);
  return [
    ...fact("race", [`${race.says}.`], page),
    ...fact("otherwise", [`${race.otherwise}.`], page),
  ];
}

/** How each cancel went, of a run in which everything was as it should be. */
function raceLines({ races }: Evidence, page: Page): string[] {
  const { names } = page;
  const shown = races.slice(0, RACES_MAX).flatMap((race) => {
    const where = `${names.command(race.command)} on ${names.node(race.node)}`;
    const otherwise = race.kind === "none" ? "" : `; ${race.otherwise}`;
    return fact("race", [`${where}: ${race.says}${otherwise}.`], page);
  });
  const more = races.length - RACES_MAX;
  return [...shown, ...(more > 0 ? fact("", [`and ${plural(more, "more cancel")}`], page) : [])];
}

/** Of a failure the story begins shortly before the events that decide: they are what to look at. */
function storyLines(
  { shown, runs, complaints }: ScenarioResult,
  { node, command, deciding }: Evidence,
  { color = false, linesMax }: TerminalOptions,
  { names, paint, width }: Page,
): string[] {
  const { run, trace } = shown;
  const which = runs.length > 1 ? `, one of ${runs.length} runs` : "";
  const isFailed = complaints.some(({ seed }) => seed === run.seed);
  const lead = isFailed && deciding.length > 0 ? LEAD_MAX : undefined;
  return [
    paint(`The run with seed ${printable(run.seed)}${which}`, "bold"),
    ...renderTraceText(trace, {
      ...{ width, color, names, node, command, lead },
      ...{ fromMs: run.readyMs, deciding: deciding.map(({ seq }) => seq) },
      ...(linesMax === undefined ? {} : { linesMax }),
    }),
  ];
}
