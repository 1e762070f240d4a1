/**
 * What the page of one scenario shows, as it is embedded in its file: plain JSON.
 *
 * The report makes it (`report/html/make-page-data.ts`), the page reads it. It is the one thing that
 * the two have in common, so it holds types alone. Words that a report has for an event come from
 * there; what can be derived from the events is not embedded.
 */
import type { PackedEvents } from "./events/packed-events.ts";

export interface PageData {
  readonly v: 1;
  readonly name: string;
  readonly says: string;
  readonly file: string;
  readonly verdict: PageVerdict;
  /** The one command that repeats the run that is shown. */
  readonly repeat: string;
  /** Of the run that is shown. */
  readonly seed: string;
  /** Times are told from here on. */
  readonly readyMs: number;
  readonly endMs: number;
  readonly nodes: readonly Named[];
  readonly commands: readonly Named[];
  /** Of the run that is shown; the first is the one that the verdict is about. */
  readonly races: readonly PageRace[];
  readonly racesLeftOut: number;
  /** `seq` of the events that decide: none, one or two. */
  readonly deciding: readonly number[];
  readonly complaints: readonly PageComplaint[];
  readonly complaintsLeftOut: number;
  /** Properties that did not hold anywhere, in any run. */
  readonly findings: readonly PageFinding[];
  readonly situations: readonly PageSituation[];
  readonly faults: readonly PageFault[];
  readonly outcomes: OutcomeGrid;
  readonly options: readonly PageOption[];
  /** Of all runs together. */
  readonly played: { readonly runs: number; readonly events: number; readonly virtualMs: number };
  readonly story: PackedStory;
  readonly events: PackedEvents;
  /** How many events the run had. */
  readonly eventsInAll: number;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PageVerdict {
  readonly exit: 0 | 1 | 2 | 70;
  readonly word: string;
  /** What did not hold; of a run that held what it shows. */
  readonly sentence: string;
}

/** An event in a sentence. */
export interface PageEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly source: string;
  readonly event: string;
  readonly says: string;
}

export interface PageRace {
  /** Ids. */
  readonly node: string;
  readonly command: string;
  /** Two; none where no order of two events decided. */
  readonly events: readonly PageEvent[];
  /** `17 ms`; "" without two events, or when they came in the same millisecond. */
  readonly apart: string;
  readonly says: string;
  /** What the other order would have given. */
  readonly otherwise: string;
}

export interface PageComplaint {
  readonly kind: string;
  readonly says: string;
  /** Its sentence stands behind its name. */
  readonly property: Told | undefined;
  readonly seed: string | undefined;
  readonly node: string | undefined;
  readonly command: string | undefined;
  /** As the run calls them that shows it; empty when it is about none. */
  readonly nodeName: string;
  readonly commandName: string;
  readonly events: readonly PageEvent[];
  /** As of a race. */
  readonly apart: string;
  /** Of the run that shows it, which may be another one than the shown. */
  readonly repeat: string;
}

export interface Told {
  readonly name: string;
  readonly says: string;
}

export interface PageFinding extends Told {
  readonly nodes: readonly string[];
  readonly runs: number;
  readonly isExpected: boolean;
  /** Where it did not hold in the run that is shown. */
  readonly places: readonly PagePlace[];
}

export interface PagePlace {
  readonly node: string | undefined;
  readonly command: string | undefined;
  readonly says: string;
  readonly seqs: readonly number[];
}

export interface PageSituation extends Told {
  readonly runs: number;
  readonly isWanted: boolean;
  /** The event that shows it in the run that is shown. */
  readonly seq: number | undefined;
}

export interface PageFault {
  readonly fault: string;
  readonly times: number;
  readonly runs: number;
}

export interface PageOption {
  readonly name: string;
  readonly value: string;
  /** The scenario says so; else it is the default. */
  readonly isSet: boolean;
}

/** How everything ended, run by run. */
export interface OutcomeGrid {
  readonly statuses: readonly OutcomeStatus[];
  readonly runs: readonly { readonly seed: string; readonly failed: boolean }[];
  readonly runsLeftOut: number;
  readonly rows: readonly OutcomeRow[];
  readonly rowsLeftOut: number;
}

export interface OutcomeStatus {
  readonly status: string;
  readonly details: string;
  readonly escaped: boolean;
}

export interface OutcomeRow {
  readonly command: string;
  readonly node: string;
  /** A status of each run, by its place in `statuses`; -1 for a run without one. */
  readonly cells: readonly number[];
  /** How often each status came, over all runs. */
  readonly totals: readonly number[];
}

export type PageTone = "plain" | "mishap" | "good" | "bad";

/** The words for the events that matter. */
export interface PackedStory {
  readonly texts: readonly string[];
  /** In the order in which they are told: seq, place in `texts`, tone. */
  readonly lines: readonly (readonly [number, number, PageTone])[];
}
