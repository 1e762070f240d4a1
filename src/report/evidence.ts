/**
 * What a complaint is about: the node, the command, and the two events that decide, which are found
 * in the run that is shown.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import type { Complaint, RunResult, ScenarioResult } from "../scenario/result.ts";
import { decisiveRaces } from "./decisive-race.ts";
import type { NoRace, Race } from "./race/race.ts";

export interface Evidence {
  /** Ids, in the run that it is about. */
  readonly node: string | undefined;
  readonly command: string | undefined;
  /** Those of the property that did not hold, else those of the first race; none, one or two. */
  readonly deciding: readonly TraceEvent[];
  /** How the cancels went that it is about. */
  readonly races: readonly (Race | NoRace)[];
}

/** The complaint that the run that is shown can show, else the first. */
export function mainComplaint({
  complaints,
  shown,
}: Pick<ScenarioResult, "complaints" | "shown">): Complaint | undefined {
  return complaints.find(({ seed }) => seed === shown.run.seed) ?? complaints[0];
}

/** The run that shows it: ids are another run's in each. */
export function runOf(
  { shown, runs }: Pick<ScenarioResult, "shown" | "runs">,
  complaint: Complaint | undefined,
): RunResult {
  const seed = complaint?.seed ?? shown.run.seed;
  return seed === shown.run.seed ? shown.run : (runs.find((run) => run.seed === seed) ?? shown.run);
}

/** Without a complaint it is about the whole run; of another run than the shown there are no events. */
export function evidenceOf(
  result: Pick<ScenarioResult, "shown" | "runs">,
  complaint: Complaint | undefined,
): Evidence {
  const { run, trace } = result.shown;
  const place = placeOf(runOf(result, complaint), complaint);
  if ((complaint?.seed ?? run.seed) !== run.seed) return { ...place, deciding: [], races: [] };
  const races = decisiveRaces(trace).filter((race) => isAt(race, place));
  const deciding =
    complaint?.violation === undefined ? ofRace(races) : ofSeqs(trace, complaint.violation.seqs);
  return { ...place, deciding, races };
}

interface Place {
  readonly node: string | undefined;
  readonly command: string | undefined;
}

/** A complaint has names or ids, a violation has ids. */
function placeOf({ nodeIds, commandIds }: RunResult, complaint: Complaint | undefined): Place {
  const node = complaint?.violation?.node ?? complaint?.node;
  const command = complaint?.violation?.command ?? complaint?.command;
  return {
    node: node === undefined ? undefined : (nodeIds[node] ?? node),
    command: command === undefined ? undefined : (commandIds[command] ?? command),
  };
}

function isAt(race: Race | NoRace, { node, command }: Place): boolean {
  const isThere = node === undefined || race.node === node;
  return isThere && (command === undefined || race.command === command);
}

function ofRace(races: readonly (Race | NoRace)[]): readonly TraceEvent[] {
  const [race] = races.filter((one) => one.kind !== "none");
  return race === undefined ? [] : [race.first, race.second];
}

/** A property that breaks by one event alone names it twice. */
function ofSeqs(trace: readonly TraceEvent[], seqs: readonly number[]): readonly TraceEvent[] {
  return [...new Set(seqs)].flatMap((seq) => trace.find((event) => event.seq === seq) ?? []);
}
