/**
 * What a property is: data, and a monitor that reads a trace and says where it did not hold.
 *
 * A monitor is pure and sees every event once, in order: inside a world, over a stored trace, or
 * live, all the same. Its state is small, and what the encoding holds has no absolute time and no
 * sequence number, so that a search can tell worlds apart by it. It grows with the invocations of
 * the run, and with nothing else; what belongs to old ones is dropped (judge.ts says when).
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEventName } from "../../kernel/trace-event.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import { Remembering } from "./remembering.ts";

/** A place where a property did not hold. */
export interface Violation {
  readonly property: string;
  readonly node?: string;
  readonly command?: string;
  /** The `seq` of the two events that decide it: what was known, and what does not fit to it. */
  readonly seqs: readonly [number, number];
  /** One sentence: what happened and should not have. */
  readonly says: string;
}

export interface Monitor {
  /** Takes the next event in; answers what it has broken. */
  see(event: TraceEvent): readonly Violation[];
  /** What can only be said at the end: nothing comes after, and time has come as far as `atMs`. */
  end(atMs: number): readonly Violation[];
  /** Drops what is remembered of a command. */
  forget(command: string): void;
  clone(): Monitor;
  encode(encoder: Encoder): void;
}

/** A monitor that remembers by marks, and has nothing more to say at the end. */
export abstract class PropertyMonitor extends Remembering implements Monitor {
  abstract see(event: TraceEvent): readonly Violation[];

  end(_atMs: number): readonly Violation[] {
    return NOTHING;
  }
}

/**
 * Whose fault it is when the property does not hold. What is judged on the controller holds with
 * every agent; what is judged on the agent, or on both, may be a finding about a real agent.
 */
export type JudgedOn = "controller" | "agent" | "both";

/** How a trace came to be, as far as a monitor has to know to be fair. */
export interface View {
  /**
   * How much later than it has happened the end of a process may be noticed, in milliseconds. In
   * virtual time nothing is.
   */
  readonly noticedWithinMs: number;
}

export const VIRTUAL_VIEW: View = { noticedWithinMs: 0 };
/** Source: how long a killed process is given before it counts as escaped. */
export const LIVE_VIEW: View = { noticedWithinMs: 250 };

export interface Property {
  readonly name: string;
  readonly judgedOn: JudgedOn;
  /** One sentence: what holds. */
  readonly says: string;
  /** The events that its monitor is shown; no other one says anything to it. */
  readonly sees: readonly TraceEventName[];
  /** By the options of the fleet that is judged, and by how its trace came to be. */
  monitor(options: FleetOptions, view: View): Monitor;
}

/** A property of two runs, which no monitor of one of them can see. */
export interface Comparison extends Pick<Property, "name" | "judgedOn" | "says"> {
  /** What the second of two traces shows that the first one does not. */
  compare(one: readonly TraceEvent[], other: readonly TraceEvent[]): readonly Violation[];
}

export const NOTHING: readonly Violation[] = [];

/** A violation by an event, for what the line `since` had said. */
export function violation(
  property: string,
  { since, event }: { readonly since: number; readonly event: TraceEvent },
  says: string,
): readonly Violation[] {
  const { node, command, seq } = event;
  const where = {
    ...(node === undefined ? {} : { node }),
    ...(command === undefined ? {} : { command }),
  };
  return [{ property, ...where, seqs: [since, seq], says }];
}
