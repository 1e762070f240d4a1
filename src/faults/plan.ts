/**
 * When, where and how often a fault acts: what stands beside its name in a file.
 *
 * A plan is over when its time is up, when it has acted `times` times, or when everything is healed.
 * With `on` and without nodes of its own it acts on the node of the event that began it.
 */
import type { Fault } from "./fault.ts";
import type { Direction } from "./hands.ts";

/** What a file says of an event of the trace; an event fits when all that is said of it is so. */
export interface EventPattern {
  readonly event: string;
  readonly node?: string;
  readonly command?: string;
  /** Of a frame: `agent_job_reply`. */
  readonly message?: string;
  /** Further facts of the event, such as `{ to: Cancelling }`. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  /** The how-manieth such event it is. @defaultValue 1 */
  readonly count: number;
}

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** All of it; what is left out narrows nothing. Nodes and commands are ids by now. */
export interface FaultScope {
  readonly nodes?: readonly string[];
  readonly direction?: Direction;
  readonly messages?: readonly string[];
  readonly command?: string;
  readonly operations?: readonly string[];
}

export interface FaultPlan {
  readonly fault: Fault;
  /** As the fault's own schema has read them. */
  readonly params: unknown;
  readonly scope: FaultScope;
  /** From when on it may act, in milliseconds since it was put on the board. @defaultValue 0 */
  readonly fromMs: number;
  /** When it ends; undefined: with the healing. */
  readonly untilMs?: number;
  /** It begins when this happens, and then stays on for `forMs`, or acts `times` times. */
  readonly on?: EventPattern;
  readonly forMs?: number;
  /** In how many cases it acts. @defaultValue all */
  readonly chance?: Fraction;
  /** How often it acts at most. @defaultValue with `on` and without `forMs` 1, else unlimited */
  readonly times?: number;
}
