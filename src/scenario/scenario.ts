/**
 * A scenario after it was read: complete, right, and in milliseconds; what a file may leave out has
 * its default here. Nodes and commands go by the names that the file gives them: ids are drawn later,
 * from the seed of each run.
 */
import type { ProfileName } from "../agent/profile.ts";
import type { FaultPlan, EventPattern } from "../faults/plan.ts";
import type { MatchedBehaviour } from "../process/behaviour.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { InputOf } from "../ssm/operation.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import type { MsRange } from "../world/link.ts";

export interface Scenario {
  readonly name: string;
  /** One sentence: what it shows. */
  readonly says: string;
  readonly options: ScenarioOptions;
  readonly fleet: ScenarioFleet;
  /** They are there before the first step. */
  readonly documents: readonly ScenarioDocument[];
  readonly steps: readonly Step[];
  readonly faults: readonly PlannedFault[];
  readonly swarm: Swarm | undefined;
  readonly expect: Expectations;
}

/** Where something stands in its file, for messages; lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface ScenarioOptions {
  /** @defaultValue 1 */
  readonly seed: string;
  /** @defaultValue 1 */
  readonly runs: number;
  /** Steps and faults end here even if something is still to come. @defaultValue undefined: none */
  readonly lastsMs: number | undefined;
  readonly fleet: FleetOptions;
  /** The options that the file sets, by name, as they were written. */
  readonly set: Readonly<Record<string, string>>;
}

export interface ScenarioFleet {
  readonly nodes: readonly ScenarioNode[];
  readonly behaviours: readonly MatchedBehaviour[];
}

/** One node; a group of `count` has become as many. */
export interface ScenarioNode {
  /** `a1`, or `a` of a group without a count; also its tag `Name`. */
  readonly name: string;
  /** The name of its group: `a`; steps and faults may name a whole group. */
  readonly group: string;
  readonly id: string | undefined;
  readonly state: NodeState;
  readonly profile: ProfileName;
  readonly tags: Readonly<Record<string, string>>;
}

/** CreateDocument's own request. */
export type ScenarioDocument = Pick<
  InputOf<"CreateDocument">,
  "Name" | "Content" | "DocumentFormat" | "DocumentType" | "VersionName"
>;

export interface Step {
  readonly when: When;
  readonly action: Action;
  readonly place: Place | undefined;
}

/** Times count from the moment at which every node that starts as Running is Online. */
export type When =
  | { readonly kind: "at"; readonly time: MsRange }
  /** When this has happened, by then or earlier; `plus` is drawn. */
  | { readonly kind: "after"; readonly event: EventPattern; readonly plus: MsRange }
  /** Directly after the step before it. */
  | { readonly kind: "next" };

export type Action =
  | SendAction
  | PollAction
  | {
      readonly do: "cancel";
      readonly command: string;
      readonly nodes: readonly string[] | undefined;
    }
  | { readonly do: NodeAction; readonly nodes: readonly string[] }
  /** The agent's process ends; it is started again after so long, or not at all. */
  | {
      readonly do: "crash";
      readonly nodes: readonly string[];
      readonly restartMs: number | undefined;
    }
  | { readonly do: "restart"; readonly nodes: readonly string[] }
  /** Steps that follow it without a time of their own wait for it. */
  | { readonly do: "wait"; readonly until: EventPattern; readonly withinMs: number };

/** The other form of wait: it sees what a client sees that asks now and then. */
export interface PollAction {
  readonly do: "poll";
  /** Over when GetCommandInvocation shows one of these: Status or StatusDetails. */
  readonly statuses: readonly string[];
  readonly command: string;
  readonly node: string;
  /** From an answer, or from giving it up, to the next call. */
  readonly everyMs: number;
  readonly withinMs: number;
}

export type NodeAction = "stop" | "start" | "reboot" | "terminate";

export interface SendAction {
  readonly do: "send";
  /** The name that the file knows the command by. */
  readonly as: string;
  /** SendCommand's own request, with names in InstanceIds. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** A fault's plan, with names for ids. */
export interface PlannedFault extends FaultPlan {
  readonly place: Place | undefined;
}

/** A mix of faults that each run draws from its seed. */
export interface Swarm {
  /** Names of faults to draw from. @defaultValue every fault under which agents can keep their word */
  readonly faults: readonly string[];
  /** How many are on in a run. */
  readonly count: { readonly min: number; readonly max: number };
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Expectations {
  /** Names of properties. */
  readonly always: readonly string[];
  /** How long after the healing everything has to have ended. */
  readonly eventuallyMs: number;
  /** By command and node or group (`*`: every other node): how it may end, Status or StatusDetails. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly sometimes: readonly string[];
  readonly findings: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  readonly property: string;
  /** Names; undefined: any node. */
  readonly nodes: readonly string[] | undefined;
}
