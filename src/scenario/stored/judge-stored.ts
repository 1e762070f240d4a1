/**
 * What came of a run, or of a live fleet, judged once more from its stored trace.
 *
 * Of a run it is the same as what the run itself gave: its properties, situations and outcomes come
 * from the events; what no event says (steps that were not played, calls that were refused) the
 * header has. What only several runs together can show is not judged from one of them. Of a live
 * fleet nothing is expected but the properties of the controller: findings about agents are told.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { LIVE_VIEW, VIRTUAL_VIEW } from "../property/monitor.ts";
import { PROPERTIES } from "../property/properties.ts";
import type { Complaint, RunResult, ScenarioResult } from "../result.ts";
import { Observation } from "../run/observation.ts";
import type { Scenario } from "../scenario.ts";
import { brokenOffGap, judgePart } from "../verdict/partial.ts";
import { withRepeats } from "../verdict/repeats.ts";
import { judgeRuns } from "../verdict/verdict.ts";
import type { StoredFleetOrigin, StoredOrigin } from "./read-header.ts";
import { storedOutcomes } from "./stored-outcomes.ts";

export interface StoredParts {
  readonly origin: StoredOrigin;
  readonly events: readonly TraceEvent[];
  /** For messages, of a trace whose header names no other. */
  readonly file: string;
  /** The command that shows it again. */
  readonly repeat: string;
  /** When a live fleet was ready. */
  readonly readyMs: number;
}

export function judgeStored(parts: StoredParts): ScenarioResult {
  const { origin, events, file, repeat } = parts;
  const scenario = origin.kind === "run" ? origin.scenario : liveScenario(origin);
  const gap = gapComplaint(parts);
  const run = runOf(parts, scenario, gap === undefined);
  const { exit, complaints: found } = verdictOf(origin, scenario, run, gap);
  const complaints = withRepeats(found, () => repeat);
  return {
    ...{ scenario, file: origin.kind === "run" ? origin.file : file, runs: [run] },
    ...{ exit, complaints, shown: { run, trace: events }, repeat },
    ...liveOf(origin),
  };
}

function liveOf(origin: StoredOrigin): Pick<ScenarioResult, "live"> {
  const live = origin.kind === "run" ? origin.live : {};
  return live === undefined ? {} : { live };
}

/** Every command may end as it does, and every agent may be as careless as it is. */
function liveScenario({ seed, options }: StoredFleetOrigin): Scenario {
  const names = (isOfController: boolean) =>
    PROPERTIES.filter(({ judgedOn }) => (judgedOn === "controller") === isOfController).map(
      ({ name }) => name,
    );
  const findings = names(false).map((property) => ({ property, nodes: undefined }));
  return {
    name: "a live fleet",
    says: "No scenario: every property that is judged on the controller holds.",
    options: { seed, runs: 1, lastsMs: undefined, fleet: options, set: {} },
    fleet: { nodes: [], behaviours: [] },
    ...{ documents: [], steps: [], faults: [], swarm: undefined },
    expect: { always: names(true), eventuallyMs: 0, outcomes: {}, sometimes: [], findings },
  };
}

function runOf(
  { origin, events, readyMs }: StoredParts,
  { options }: Scenario,
  isWhole: boolean,
): RunResult {
  const isLive = origin.kind === "fleet" || origin.live !== undefined;
  const observation = new Observation(options.fleet, isLive ? LIVE_VIEW : VIRTUAL_VIEW);
  for (const event of events) observation.see(event);
  const endMs = events.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  const beginsLate = missingBefore(events) > 0;
  const violations = isWhole ? observation.end(endMs) : observation.violations;
  const ids = idsOf(origin);
  return {
    ...{ seed: origin.seed, readyMs, notReady: [], unplayed: [], refusals: [], fired: [] },
    ...(origin.kind === "run" ? factsOf(origin) : {}),
    ...ids,
    outcomes: storedOutcomes(events, ids, observation.escaped),
    violations: beginsLate ? [] : violations,
    sightings: observation.sightings,
    traceHash: observation.traceHash,
    events: observation.events,
    endMs,
  };
}

function idsOf(origin: StoredOrigin): Pick<RunResult, "nodeIds" | "commandIds"> {
  if (origin.kind === "fleet") return { nodeIds: {}, commandIds: {} };
  return { nodeIds: origin.nodes, commandIds: origin.commands };
}

function factsOf(origin: Extract<StoredOrigin, { kind: "run" }>): Partial<RunResult> {
  const { readyMs, notReady, unplayed, refusals, fired, brokenOff } = origin;
  const facts = { readyMs, notReady, unplayed, refusals, fired };
  return brokenOff === true ? { ...facts, isBrokenOff: true } : facts;
}

function verdictOf(
  origin: StoredOrigin,
  scenario: Scenario,
  run: RunResult,
  gap: Complaint | undefined,
): Pick<ScenarioResult, "exit" | "complaints"> {
  if (origin.kind === "run" && gap === undefined) {
    return judgeRuns(scenario, [run], scenario.options.runs === 1);
  }
  return judgePart(scenario, run, gap);
}

/** A run ends with what its fleet holds; a live trace may be asked for at any time. */
function gapComplaint({ origin, events }: StoredParts): Complaint | undefined {
  const missing = missingBefore(events);
  if (missing > 0) {
    return incomplete(`its first ${missing} events are not there; no property was judged`);
  }
  if (origin.kind === "run" && origin.brokenOff === true) {
    return brokenOffGap({ events: events.length, seed: origin.seed });
  }
  const breaksOff = origin.kind === "run" && events.at(-1)?.event !== "fleet.counted";
  return breaksOff ? incomplete(`it breaks off after ${events.length} events`) : undefined;
}

/** How many events are missing at its beginning: a gap has the number of the last of them. */
function missingBefore([first]: readonly TraceEvent[]): number {
  if (first === undefined) return 0;
  return first.event === "trace.dropped" ? first.seq + 1 : first.seq;
}

function incomplete(found: string): Complaint {
  const says = `expected the whole trace of the run; found that ${found}`;
  return { exit: 2, kind: "unfinished", says };
}
