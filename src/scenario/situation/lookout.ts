/**
 * Looks out for situations in a trace: each is reported once, by the first event that shows it.
 *
 * It is fed as a judge is (../property/judge.ts), and what it remembers is bounded alike.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { dispatchTable } from "../property/dispatch-table.ts";
import type { DispatchTable } from "../property/dispatch-table.ts";
import { Retention } from "../property/retention.ts";
import type { Sighting, Situation, SituationMonitor } from "./situation.ts";

export class Lookout {
  private readonly situations: readonly Situation[];
  private readonly table: DispatchTable;
  /** A monitor is let go once it has seen what it looks for. */
  private readonly monitors: (SituationMonitor | undefined)[];
  private readonly retention = new Retention();
  private readonly seen: Sighting[] = [];

  private constructor(situations: readonly Situation[]) {
    this.situations = situations;
    this.table = dispatchTable(situations);
    this.monitors = situations.map((situation) => situation.monitor());
  }

  static of(situations: readonly Situation[]): Lookout {
    return new Lookout(situations);
  }

  /** In the order in which they came about. */
  get sightings(): readonly Sighting[] {
    return this.seen;
  }

  see(event: TraceEvent): void {
    for (const index of this.table[event.event] ?? NOBODY) {
      if (this.monitors[index]?.see(event) !== true) continue;
      this.monitors[index] = undefined;
      this.seen.push({ situation: this.situations[index]?.name ?? "", seq: event.seq });
    }
    for (const command of this.retention.see(event)) {
      for (const monitor of this.monitors) monitor?.forget(command);
    }
  }
}

const NOBODY: readonly number[] = [];

/** Every situation that a whole trace shows, with the first event by which it does. */
export function sightings(
  situations: readonly Situation[],
  events: readonly TraceEvent[],
): readonly Sighting[] {
  const lookout = Lookout.of(situations);
  for (const event of events) lookout.see(event);
  return lookout.sightings;
}
