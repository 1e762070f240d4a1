/**
 * Watches a trace for the n-th event that a scenario means.
 */
import { fits } from "../../faults/fits.ts";
import type { EventPattern } from "../../faults/plan.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Cast } from "./cast.ts";

export class PatternWatch {
  private readonly pattern: EventPattern;
  private readonly cast: Cast;
  private bound: readonly EventPattern[] | undefined = undefined;
  private seen = 0;

  constructor(pattern: EventPattern, cast: Cast) {
    this.pattern = pattern;
    this.cast = cast;
  }

  get isMet(): boolean {
    return this.seen >= this.pattern.count;
  }

  /** Takes an event in; true for the one by which it is met. */
  see(event: TraceEvent): boolean {
    if (event.event !== this.pattern.event || this.isMet) return false;
    // Nothing is about a command before it was accepted.
    this.bound ??= this.cast.bind(this.pattern);
    if (this.bound?.some((pattern) => fits(pattern, event)) !== true) return false;
    this.seen += 1;
    return this.isMet;
  }
}
