/**
 * All that the page of a scenario shows, from its result: the words are those of the other reports.
 *
 * Bounded however long the runs were: the page says how much was left out.
 */
import { distance } from "../../kernel/time-text.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { PROPERTIES } from "../../scenario/property/properties.ts";
import type { Complaint, ScenarioResult } from "../../scenario/result.ts";
import { optionTexts } from "../../scenario/run/trace-header.ts";
import { SITUATIONS } from "../../scenario/situation/situations.ts";
import type {
  PackedStory,
  PageComplaint,
  PageData,
  PageEvent,
  PageFinding,
  PageRace,
  PageSituation,
  Told,
} from "../../view/page-data.ts";
import { decisiveRaces } from "../decisive-race.ts";
import { evidenceOf, mainComplaint, runOf } from "../evidence.ts";
import { Names } from "../names.ts";
import { shortWords } from "../race/race.ts";
import type { NoRace, Race } from "../race/race.ts";
import { countRuns } from "../run-counts.ts";
import type { RunCounts } from "../run-counts.ts";
import { setOptions } from "../set-options.ts";
import { storyLines } from "../story.ts";
import type { StoryLine } from "../story.ts";
import { VERDICTS, verdictSentence } from "../verdict.ts";
import { chooseEvents, EVENTS_MAX } from "./choose-events.ts";
import { outcomeGrid } from "./outcome-grid.ts";
import { packEvents } from "./pack-events.ts";
import { TextTable } from "./text-table.ts";

/** Races and complaints of a page. */
const RACES_MAX = 200;
const COMPLAINTS_MAX = 30;
/** Places of one finding. */
const PLACES_MAX = 20;

export function makePageData(result: ScenarioResult, eventsMax = EVENTS_MAX): PageData {
  const { scenario, file, exit, complaints, shown, repeat } = result;
  const counts = countRuns(result);
  const complaint = mainComplaint(result);
  const { deciding, races: own } = evidenceOf(result, complaint);
  const races = withFirst(decisiveRaces(shown.trace), isOfFirst(own));
  const story = storyLines(shown.trace, shown.run.readyMs);
  const listed = withFirst(complaints, (one) => one === complaint)
    .slice(0, COMPLAINTS_MAX)
    .map((one) => complaintOf(result, one));
  const events = chooseEvents(shown.trace, {
    max: eventsMax,
    told: new Set(story.map(({ seq }) => seq)),
    around: [...deciding, ...listed.flatMap((one) => one.events)].map(({ seq }) => seq),
  });
  return {
    v: 1,
    ...{ name: scenario.name, says: scenario.says, file, repeat },
    verdict: { exit, word: VERDICTS[exit].word, sentence: verdictSentence(result, complaint) },
    ...{ seed: shown.run.seed, readyMs: shown.run.readyMs, endMs: shown.run.endMs },
    ...namesOf(result, story),
    races: races.slice(0, RACES_MAX).map(raceOf),
    racesLeftOut: Math.max(0, races.length - RACES_MAX),
    deciding: deciding.map(({ seq }) => seq),
    complaints: listed,
    complaintsLeftOut: complaints.length - listed.length,
    findings: findingsOf(result, counts),
    situations: situationsOf(result, counts),
    faults: counts.faults,
    outcomes: outcomeGrid(result),
    options: optionsOf(result),
    played: { runs: counts.runs, events: counts.events, virtualMs: counts.virtualMs },
    story: packStory(story, events),
    events: packEvents(events),
    eventsInAll: shown.trace.length,
  };
}

/** What the verdict is about comes first. */
function withFirst<Item>(items: readonly Item[], isMain: (item: Item) => boolean): readonly Item[] {
  return [...items.filter(isMain), ...items.filter((item) => !isMain(item))];
}

/** Whether a race is the first of its own that two events decided. */
function isOfFirst(own: readonly (Race | NoRace)[]): (race: Race | NoRace) => boolean {
  const main = own.find(({ kind }) => kind !== "none") ?? own[0];
  return ({ node, command }) => node === main?.node && command === main.command;
}

function namesOf({ shown }: ScenarioResult, story: readonly StoryLine[]) {
  const { nodeIds, commandIds } = shown.run;
  const names = new Names(shown.run);
  const nodes = new Set([...Object.values(nodeIds), ...story.flatMap(({ node }) => node ?? [])]);
  const commands = new Set([
    ...Object.values(commandIds),
    ...story.flatMap(({ command }) => command ?? []),
  ]);
  return {
    nodes: [...nodes].map((id) => ({ id, name: names.node(id) })),
    commands: [...commands].map((id) => ({ id, name: names.command(id) })),
  };
}

function eventOf(event: TraceEvent): PageEvent {
  const { seq, atMs, source, event: name } = event;
  return { seq, atMs, source, event: name, says: shortWords(event) };
}

function raceOf(race: Race | NoRace): PageRace {
  const { node, command, says } = race;
  if (race.kind === "none") return { node, command, events: [], apart: "", says, otherwise: "" };
  const { first, second, otherwise } = race;
  const events = [first, second];
  return { node, command, events: events.map(eventOf), apart: apartOf(events), says, otherwise };
}

function apartOf([first, second]: readonly TraceEvent[]): string {
  const apartMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
  return second === undefined || apartMs === 0 ? "" : distance(apartMs);
}

function complaintOf(result: ScenarioResult, complaint: Complaint): PageComplaint {
  const { kind, says, seed, violation, repeat = result.repeat } = complaint;
  const { node, command, deciding } = evidenceOf(result, complaint);
  const property = PROPERTIES.find(({ name }) => name === violation?.property);
  const names = new Names(runOf(result, complaint));
  return {
    ...{ kind, says, seed, node, command },
    nodeName: node === undefined ? "" : names.node(node),
    commandName: command === undefined ? "" : names.command(command),
    property: property === undefined ? undefined : { name: property.name, says: property.says },
    events: deciding.map(eventOf),
    apart: apartOf(deciding),
    repeat,
  };
}

function findingsOf({ shown }: ScenarioResult, counts: RunCounts): PageFinding[] {
  return counts.findings.map(({ property, nodes, runs, isExpected }) => ({
    ...told(PROPERTIES, property),
    ...{ nodes, runs, isExpected },
    places: shown.run.violations
      .filter((violation) => violation.property === property)
      .slice(0, PLACES_MAX)
      .map(({ node, command, says, seqs }) => ({ node, command, says, seqs: [...new Set(seqs)] })),
  }));
}

function situationsOf({ shown }: ScenarioResult, counts: RunCounts): PageSituation[] {
  return counts.situations.map(({ situation, runs, isWanted }) => ({
    ...told(SITUATIONS, situation),
    ...{ runs, isWanted, seq: shown.run.sightings[situation] },
  }));
}

function told(table: readonly Told[], name: string): Told {
  return { name, says: table.find((one) => one.name === name)?.says ?? "" };
}

function optionsOf({ scenario }: ScenarioResult) {
  const set = setOptions(scenario);
  const all = { ...set, ...optionTexts(scenario.options.fleet) };
  return Object.entries(all).map(([name, value]) => ({
    ...{ name, value, isSet: Object.hasOwn(set, name) },
  }));
}

/** Of the events that the page has. */
function packStory(story: readonly StoryLine[], events: readonly TraceEvent[]): PackedStory {
  const seqs = new Set(events.map(({ seq }) => seq));
  const texts = new TextTable();
  const lines = story
    .filter(({ seq }) => seqs.has(seq))
    .map(({ seq, says, tone }) => [seq, texts.place(says), tone] as const);
  return { texts: texts.all(), lines };
}
