/** The report for programs: one JSON document of the form of report-form.ts. */
import type { Complaint, RunResult, ScenarioResult } from "../scenario/result.ts";
import { decisiveRaces } from "./decisive-race.ts";
import { evidenceOf, runOf } from "./evidence.ts";
import { Names } from "./names.ts";
import type { NoRace, Race } from "./race/race.ts";
import { LISTED_MAX } from "./report-form.ts";
import type {
  ComplaintReport,
  RaceReport,
  Report,
  RunReport,
  ScenarioReport,
} from "./report-form.ts";
import { countRuns } from "./run-counts.ts";
import { setOptions } from "./set-options.ts";
import { VERDICTS } from "./verdict.ts";

/** The document as text; the same results give the same bytes. */
export function renderJson(results: readonly ScenarioResult[]): string {
  return `${JSON.stringify(reportOf(results), undefined, 2)}\n`;
}

export function reportOf(results: readonly ScenarioResult[]): Report {
  return { v: 1, exit: exitOf(results), scenarios: results.map(scenarioReport) };
}

/** The first of 70, 1, 2 that occurred, else 0. */
export function exitOf(results: readonly Pick<ScenarioResult, "exit">[]): ScenarioResult["exit"] {
  const order = [70, 1, 2] as const;
  return order.find((code) => results.some(({ exit }) => exit === code)) ?? 0;
}

function scenarioReport(result: ScenarioResult): ScenarioReport {
  const { scenario, file, exit, complaints, shown, repeat, runs } = result;
  const names = new Names(shown.run);
  const races = decisiveRaces(shown.trace);
  return {
    name: scenario.name,
    says: scenario.says,
    file,
    verdict: VERDICTS[exit].json,
    exit,
    repeat,
    ...(result.live === undefined ? {} : { live: { ...result.live } }),
    options: { ...setOptions(scenario) },
    complaints: complaints.map((complaint) => complaintReport(result, complaint)),
    counts: countRuns(result),
    shown: {
      seed: shown.run.seed,
      races: races.slice(0, LISTED_MAX).map((race) => raceReport(names, race)),
      racesLeftOut: Math.max(0, races.length - LISTED_MAX),
    },
    runs: runs.slice(0, LISTED_MAX).map(runReport),
    runsLeftOut: Math.max(0, runs.length - LISTED_MAX),
  };
}

function complaintReport(result: ScenarioResult, complaint: Complaint): ComplaintReport {
  const { exit, kind, says, seed, repeat, violation } = complaint;
  const { node, command, deciding } = evidenceOf(result, complaint);
  const names = new Names(runOf(result, complaint));
  return {
    ...{ exit, kind, says },
    ...(seed === undefined ? {} : { seed }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(violation === undefined ? {} : { property: violation.property }),
    ...(node === undefined ? {} : { node: { name: names.node(node), id: node } }),
    ...(command === undefined ? {} : { command: { name: names.command(command), id: command } }),
    events: deciding.map((event) => ({ ...event })),
  };
}

function raceReport(names: Names, race: Race | NoRace): RaceReport {
  const { kind, says } = race;
  const place = {
    command: { name: names.command(race.command), id: race.command },
    node: { name: names.node(race.node), id: race.node },
  };
  if (race.kind === "none") return { kind, ...place, events: [], says };
  const { first, second, apartMs, otherwise } = race;
  return { kind, ...place, events: [{ ...first }, { ...second }], apartMs, says, otherwise };
}

function runReport(run: RunResult): RunReport {
  const { seed, traceHash, events, readyMs, endMs, outcomes, violations, unplayed, fired } = run;
  return {
    ...{ seed, traceHash, events, readyMs, endMs, outcomes, violations },
    ...{ situations: run.sightings, unplayed, faults: fired },
  };
}
