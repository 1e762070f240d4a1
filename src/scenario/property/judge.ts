/**
 * Judges a trace by some properties: each event goes to the monitors that ask for it, what they
 * break is kept.
 *
 * It is fed from a world (`world.readTrace((event) => judge.see(event))`), from a stored trace
 * (`judgeTrace`), or live. What one property says of one invocation is kept once. What it remembers
 * is bounded, so that it can go along with a fleet that never ends: see retention.ts.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { VIRTUAL_DEFAULTS } from "../../world/fleet-options.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import { dispatchTable } from "./dispatch-table.ts";
import type { DispatchTable } from "./dispatch-table.ts";
import { VIRTUAL_VIEW } from "./monitor.ts";
import type { Monitor, Property, View, Violation } from "./monitor.ts";
import { Retention } from "./retention.ts";

/** Violations of one property that are kept; of the others only the number. Source: our bound. */
export const VIOLATIONS_MAX = 1000;

export interface JudgeParts {
  /** @defaultValue keeps what is kept of a fleet that never ends */
  readonly retention?: Retention;
  /** @defaultValue that of virtual time */
  readonly view?: View;
}

export class Judge {
  private readonly table: DispatchTable;
  private readonly monitors: readonly Monitor[];
  private readonly retention: Retention;
  private found = new Map<string, Violation>();
  /** By property; also those that were not kept. */
  private counts = new Map<string, number>();

  private constructor(table: DispatchTable, monitors: readonly Monitor[], retention: Retention) {
    this.table = table;
    this.monitors = monitors;
    this.retention = retention;
  }

  /** A judge by these properties of a fleet with these options. */
  static of(
    properties: readonly Property[],
    options: FleetOptions = VIRTUAL_DEFAULTS,
    { retention = new Retention(), view = VIRTUAL_VIEW }: JudgeParts = {},
  ): Judge {
    const monitors = properties.map((property) => property.monitor(options, view));
    return new Judge(dispatchTable(properties), monitors, retention);
  }

  get violations(): readonly Violation[] {
    return [...this.found.values()];
  }

  /** How often a property did not hold; what it says of one invocation counts once. */
  countOf(property: string): number {
    return this.counts.get(property) ?? 0;
  }

  see(event: TraceEvent): void {
    for (const index of this.table[event.event] ?? NOBODY) {
      this.keep(this.monitors[index]?.see(event) ?? []);
    }
    for (const command of this.retention.see(event)) {
      for (const monitor of this.monitors) monitor.forget(command);
    }
  }

  /** Nothing comes any more, and time has come as far as this. */
  end(atMs: number): readonly Violation[] {
    for (const monitor of this.monitors) this.keep(monitor.end(atMs));
    return this.violations;
  }

  clone(): Judge {
    const monitors = this.monitors.map((monitor) => monitor.clone());
    const copy = new Judge(this.table, monitors, this.retention.clone());
    copy.found = new Map(this.found);
    copy.counts = new Map(this.counts);
    return copy;
  }

  encode(encoder: Encoder): void {
    for (const monitor of this.monitors) monitor.encode(encoder);
    encoder.int(this.found.size);
  }

  private keep(violations: readonly Violation[]): void {
    for (const violation of violations) {
      const { property, command = "", node = "" } = violation;
      const key = `${property}/${command}/${node}`;
      if (this.found.has(key)) continue;
      const count = this.countOf(property) + 1;
      this.counts.set(property, count);
      if (count <= VIOLATIONS_MAX) this.found.set(key, violation);
    }
  }
}

const NOBODY: readonly number[] = [];

/** What a whole trace has broken. */
export function judgeTrace(
  properties: readonly Property[],
  events: readonly TraceEvent[],
  options?: FleetOptions,
): readonly Violation[] {
  const judge = Judge.of(properties, options);
  for (const event of events) judge.see(event);
  return judge.end(events.at(-1)?.atMs ?? 0);
}
