/**
 * What is seen of one run while it is played, from its trace alone: properties that break,
 * situations that come about, and the numbers that a result has.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { TraceHash } from "../../kernel/trace-hash.ts";
import { invocationOf, numberOf } from "../property/fact.ts";
import { Judge } from "../property/judge.ts";
import type { Violation } from "../property/monitor.ts";
import { PROPERTIES } from "../property/properties.ts";
import type { SituationMonitor } from "../situation/situation.ts";
import { SITUATIONS } from "../situation/situations.ts";

export class Observation {
  readonly sightings: Record<string, number> = {};
  /** `<command>/<node>` of invocations that a process has outlived. */
  readonly escaped = new Set<string>();
  events = 0;
  /** The latest ExpiresAfter of a command that was accepted. */
  deadlineMs = 0;
  private readonly judge = Judge.of(PROPERTIES);
  private readonly hash = new TraceHash();
  /** Those whose situation was not seen yet. */
  private awaited: readonly { readonly name: string; readonly monitor: SituationMonitor }[];

  constructor() {
    this.awaited = SITUATIONS.map((situation) => ({
      name: situation.name,
      monitor: situation.monitor(),
    }));
  }

  see(event: TraceEvent): void {
    this.events += 1;
    this.hash.add(event);
    this.judge.see(event);
    this.look(event);
    if (event.event === "process.escaped") this.escaped.add(invocationOf(event));
    if (event.event === "command.accepted") {
      this.deadlineMs = Math.max(this.deadlineMs, numberOf(event, "expiresMs"));
    }
  }

  get traceHash(): string {
    return this.hash.text;
  }

  /** What did not hold, at the end of the run. */
  end(atMs: number): readonly Violation[] {
    return this.judge.end(atMs);
  }

  private look(event: TraceEvent): void {
    let isAnySeen = false;
    for (const { name, monitor } of this.awaited) {
      if (!monitor.see(event)) continue;
      this.sightings[name] = event.seq;
      isAnySeen = true;
    }
    if (isAnySeen) this.awaited = this.awaited.filter(({ name }) => !(name in this.sightings));
  }
}
