/**
 * What came of a scenario: of each of its runs, and the verdict over all of them.
 *
 * It is what reports are made of, together with the trace of the one run that is shown.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import type { Violation } from "./property/monitor.ts";
import type { Scenario } from "./scenario.ts";

/** How one command ended on one node. */
export interface Outcome {
  /** The name that the scenario gives the command; its id if it gives none. */
  readonly command: string;
  /** The node's name. */
  readonly node: string;
  readonly status: string;
  readonly details: string;
  /** Processes of it are alive, or outlived it. */
  readonly escaped: boolean;
}

/** A call of a step's that failed, for all that its client knows. */
export interface Refusal {
  /** The index of the step. */
  readonly step: number;
  readonly operation: string;
  /** AWS's code; the system's word, such as ECONNRESET, when no answer came. */
  readonly code: string;
  readonly says: string;
}

export interface RunResult {
  readonly seed: string;
  /** When every node that starts as Running was Online: steps and faults count from then. */
  readonly readyMs: number;
  /** Names of nodes that should have been Online and were not: nothing was played then. */
  readonly notReady: readonly string[];
  /** By name. */
  readonly nodeIds: Readonly<Record<string, string>>;
  /** By the name that the scenario gives it; those that were accepted. */
  readonly commandIds: Readonly<Record<string, string>>;
  readonly outcomes: readonly Outcome[];
  readonly violations: readonly Violation[];
  /** Names of the situations that were seen, each with the `seq` of the event that showed it. */
  readonly sightings: Readonly<Record<string, number>>;
  /** Indexes of steps that were not played: what they wait for never came. */
  readonly unplayed: readonly number[];
  readonly refusals: readonly Refusal[];
  /** How often each fault of the scenario, and of its swarm, has acted. */
  readonly fired: readonly { readonly fault: string; readonly count: number }[];
  /** Of the trace's bytes: equal seeds give equal ones. */
  readonly traceHash: string;
  readonly events: number;
  /** Milliseconds from the first moment to the last, virtual ones or real ones. */
  readonly endMs: number;
  /** It was told to end: what has not come by then might have. */
  readonly isBrokenOff?: true;
}

/** One reason for a verdict that is not "held". */
export interface Complaint {
  /** 70: a defect of fleetsim itself, two runs of one seed that differ. */
  readonly exit: 1 | 2 | 70;
  readonly kind:
    | "property"
    | "outcome"
    | "finding.unexpected"
    | "finding.missing"
    | "situation.missing"
    | "step.unplayed"
    | "unfinished"
    | "nondeterminism";
  /** One sentence. */
  readonly says: string;
  /** The run that shows it; undefined for what is missing over all runs. */
  readonly seed?: string;
  /** The command that repeats that run. */
  readonly repeat?: string;
  readonly violation?: Violation;
  readonly node?: string;
  readonly command?: string;
}

/** What is to be known of live runs; of a live fleet, which plays no scenario, its trace says nothing. */
export interface LiveFacts {
  readonly processes?: "simulated" | "real";
  /** How real processes were held together, and why so. */
  readonly containment?: string;
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly file: string;
  readonly exit: 0 | 1 | 2 | 70;
  readonly runs: readonly RunResult[];
  readonly complaints: readonly Complaint[];
  /** The run that is shown: the first that failed, else the last; with its trace. */
  readonly shown: { readonly run: RunResult; readonly trace: readonly TraceEvent[] };
  /** The one command that repeats the run that is shown; a live one is only played again. */
  readonly repeat: string;
  /** Undefined when it was played in virtual time. */
  readonly live?: LiveFacts;
}
