/**
 * Judges a trace by some properties: each event goes to every monitor, what they break is kept.
 *
 * It is fed from a world (`world.readTrace((event) => judge.see(event))`), from a stored trace
 * (`judgeTrace`), or live. What one property says of one invocation is kept once.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export class Judge {
  private readonly monitors: readonly Monitor[];
  private found = new Map<string, Violation>();

  constructor(monitors: readonly Monitor[]) {
    this.monitors = monitors;
  }

  static of(properties: readonly Property[]): Judge {
    return new Judge(properties.map((property) => property.monitor()));
  }

  get violations(): readonly Violation[] {
    return [...this.found.values()];
  }

  see(event: TraceEvent): void {
    for (const monitor of this.monitors) this.keep(monitor.see(event));
  }

  /** Nothing comes any more, and time has come as far as this. */
  end(atMs: number): readonly Violation[] {
    for (const monitor of this.monitors) this.keep(monitor.end(atMs));
    return this.violations;
  }

  clone(): Judge {
    const copy = new Judge(this.monitors.map((monitor) => monitor.clone()));
    copy.found = new Map(this.found);
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
      if (!this.found.has(key)) this.found.set(key, violation);
    }
  }
}

/** What a whole trace has broken. */
export function judgeTrace(
  properties: readonly Property[],
  events: readonly TraceEvent[],
): readonly Violation[] {
  const judge = Judge.of(properties);
  for (const event of events) judge.see(event);
  return judge.end(events.at(-1)?.atMs ?? 0);
}
