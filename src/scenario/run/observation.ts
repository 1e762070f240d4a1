/**
 * What is seen of one run while it is played, from its trace alone: properties that break,
 * situations that come about, and the numbers that a result has.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { TraceHash } from "../../kernel/trace-hash.ts";
import { invocationOf, numberOf } from "../property/fact.ts";
import { Judge } from "../property/judge.ts";
import { VIRTUAL_VIEW } from "../property/monitor.ts";
import type { Violation } from "../property/monitor.ts";
import { PROPERTIES } from "../property/properties.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import { Lookout } from "../situation/lookout.ts";
import { SITUATIONS } from "../situation/situations.ts";

export class Observation {
  /** `<command>/<node>` of invocations that a process has outlived. */
  readonly escaped = new Set<string>();
  events = 0;
  /** The latest ExpiresAfter of a command that was accepted. */
  deadlineMs = 0;
  private readonly judge: Judge;
  private readonly lookout = Lookout.of(SITUATIONS);
  private readonly hash = new TraceHash();

  constructor(options: FleetOptions, view = VIRTUAL_VIEW) {
    this.judge = Judge.of(PROPERTIES, options, { view });
  }

  /** By situation, the line that showed it first. */
  get sightings(): Readonly<Record<string, number>> {
    const { sightings } = this.lookout;
    return Object.fromEntries(sightings.map(({ situation, seq }) => [situation, seq]));
  }

  see(event: TraceEvent): void {
    this.events += 1;
    this.hash.add(event);
    this.judge.see(event);
    this.lookout.see(event);
    if (event.event === "process.escaped") this.escaped.add(invocationOf(event));
    this.deadlineMs = Math.max(this.deadlineMs, deadlineOf(event));
  }

  get traceHash(): string {
    return this.hash.text;
  }

  /** What has not held so far. */
  get violations(): readonly Violation[] {
    return this.judge.violations;
  }

  /** What did not hold, at the end of the run. */
  end(atMs: number): readonly Violation[] {
    return this.judge.end(atMs);
  }
}

/** The ExpiresAfter of a command that is accepted; 0 of every other event. */
export function deadlineOf(event: TraceEvent): number {
  return event.event === "command.accepted" ? numberOf(event, "expiresMs") : 0;
}
