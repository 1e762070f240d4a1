/**
 * What the runs of a scenario add up to: how often each command ended how on which node, which
 * situations were seen, which properties did not hold, which faults acted.
 */
import type { Outcome, RunResult, ScenarioResult } from "../scenario/result.ts";
import type { Expectations, Scenario } from "../scenario/scenario.ts";
import { nameOfNode } from "../scenario/verdict/names.ts";
import { isFinding } from "../scenario/verdict/property.ts";

export interface RunCounts {
  readonly runs: number;
  readonly events: number;
  /** Of all runs together: virtual milliseconds, of live runs real ones. The JSON report has the name. */
  readonly virtualMs: number;
  readonly outcomes: readonly OutcomeCounts[];
  readonly situations: readonly SituationCount[];
  readonly findings: readonly FindingCount[];
  readonly faults: readonly FaultCount[];
}

/** How a command ended on each of some nodes: all of them in the same number of runs the same. */
export interface OutcomeCounts {
  readonly command: string;
  readonly nodes: readonly string[];
  readonly statuses: readonly StatusCount[];
}

export interface StatusCount {
  /** StatusDetails, which narrow the Status down. */
  readonly status: string;
  readonly runs: number;
  /** In how many of these a process lived on. */
  readonly escaped: number;
}

export interface SituationCount {
  readonly situation: string;
  /** Runs in which it was seen. */
  readonly runs: number;
  /** Whether the scenario has to show it. */
  readonly isWanted: boolean;
}

export interface FindingCount {
  readonly property: string;
  /** Names of nodes on which it did not hold. */
  readonly nodes: readonly string[];
  readonly runs: number;
  readonly isExpected: boolean;
}

export interface FaultCount {
  readonly fault: string;
  /** How often it acted, in all. */
  readonly times: number;
  readonly runs: number;
}

export function countRuns({
  runs,
  scenario,
}: Pick<ScenarioResult, "runs" | "scenario">): RunCounts {
  return {
    runs: runs.length,
    events: sum(runs.map(({ events }) => events)),
    virtualMs: sum(runs.map(({ endMs }) => endMs)),
    outcomes: countOutcomes(runs),
    situations: countSituations(runs, scenario.expect),
    findings: countFindings(scenario, runs),
    faults: countFaults(runs),
  };
}

function countOutcomes(runs: readonly RunResult[]): OutcomeCounts[] {
  const places = new Map<string, Outcome[]>();
  for (const outcome of runs.flatMap(({ outcomes }) => outcomes)) {
    add(places, `${outcome.command}\n${outcome.node}`, outcome);
  }
  const alike = new Map<string, { command: string; nodes: string[]; statuses: StatusCount[] }>();
  for (const outcomes of places.values()) {
    const { command = "", node = "" } = outcomes[0] ?? {};
    const statuses = countStatuses(outcomes);
    const key = JSON.stringify([command, statuses]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { command, nodes: [node], statuses });
    else known.nodes.push(node);
  }
  return [...alike.values()];
}

/** The most frequent first. */
function countStatuses(outcomes: readonly Outcome[]): StatusCount[] {
  const byStatus = new Map<string, Outcome[]>();
  for (const outcome of outcomes) add(byStatus, outcome.details || outcome.status, outcome);
  const counts = [...byStatus].map(([status, all]) => ({
    status,
    runs: all.length,
    escaped: all.filter(({ escaped }) => escaped).length,
  }));
  return counts.sort((left, right) => right.runs - left.runs || compare(left.status, right.status));
}

/** Those that have to be seen, in their order, and the others that were, by name. */
function countSituations(
  runs: readonly RunResult[],
  { sometimes }: Expectations,
): SituationCount[] {
  const seen = new Map<string, number>();
  for (const { sightings } of runs) {
    for (const name of Object.keys(sightings)) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const others = [...seen.keys()].filter((name) => !sometimes.includes(name)).sort(compare);
  return [...sometimes, ...others].map((situation) => ({
    situation,
    runs: seen.get(situation) ?? 0,
    isWanted: sometimes.includes(situation),
  }));
}

/** Properties that did not hold somewhere, the expected and the others apart. */
function countFindings(scenario: Scenario, runs: readonly RunResult[]): FindingCount[] {
  const found = new Map<string, { nodes: Set<string>; runs: Set<string>; isExpected: boolean }>();
  for (const run of runs) {
    for (const violation of run.violations) {
      const { property, node } = violation;
      const isExpected = scenario.expect.findings.some((finding) =>
        isFinding(scenario, finding, run, violation),
      );
      const key = `${property}\n${isExpected}`;
      const place = found.get(key) ?? { nodes: new Set(), runs: new Set(), isExpected };
      found.set(key, place);
      if (node !== undefined) place.nodes.add(nameOfNode(run, node));
      place.runs.add(run.seed);
    }
  }
  return Array.from(found, ([key, { nodes, runs: seeds, isExpected }]) => ({
    ...{ property: key.split("\n")[0] ?? "", nodes: [...nodes], runs: seeds.size, isExpected },
  }));
}

function countFaults(runs: readonly RunResult[]): FaultCount[] {
  const fired = new Map<string, { times: number; runs: number }>();
  for (const { fault, count } of runs.flatMap((run) => run.fired)) {
    const known = fired.get(fault) ?? { times: 0, runs: 0 };
    fired.set(fault, { times: known.times + count, runs: known.runs + (count > 0 ? 1 : 0) });
  }
  return [...fired].map(([fault, counts]) => ({ fault, ...counts }));
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** By code units: the same order everywhere. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
