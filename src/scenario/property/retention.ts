/**
 * Which commands a judge still remembers: all that are open, and the latest of those that have ended.
 *
 * Long after its end something may still be said of a command (an agent that was away starts it), so
 * none is forgotten for its age, but only when there are too many.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isMove, isTerminal, listOf, textOf } from "./fact.ts";

/** Invocations of ended commands that are remembered at most. Source: our bound. */
export const ENDED_INVOCATIONS_MAX = 50_000;

export class Retention {
  private readonly invocationsMax: number;
  /** By command, in order of acceptance; how many invocations each has. */
  private open = new Map<string, number>();
  /** The same, in order of their ends. */
  private ended = new Map<string, number>();
  private invocations = 0;

  constructor(invocationsMax: number = ENDED_INVOCATIONS_MAX) {
    this.invocationsMax = invocationsMax;
  }

  /** Takes an event in; answers the commands that are to be forgotten now. */
  see(event: TraceEvent): readonly string[] {
    const { command = "" } = event;
    if (event.event === "command.accepted") {
      this.open.set(command, listOf(event, "targets").length);
      return NONE;
    }
    const hasEnded = event.event === "status.changed" && isTerminal(textOf(event, "to"));
    const count = hasEnded && !isMove(event) ? this.open.get(command) : undefined;
    if (count === undefined) return NONE;
    this.open.delete(command);
    this.ended.set(command, count);
    this.invocations += count;
    return this.invocations > this.invocationsMax ? this.dropOldest() : NONE;
  }

  clone(): Retention {
    const copy = new Retention(this.invocationsMax);
    copy.open = new Map(this.open);
    copy.ended = new Map(this.ended);
    copy.invocations = this.invocations;
    return copy;
  }

  /** The latest one stays, however many invocations it has. */
  private dropOldest(): readonly string[] {
    const dropped: string[] = [];
    for (const [command, count] of this.ended) {
      if (this.invocations <= this.invocationsMax || this.ended.size === 1) break;
      this.ended.delete(command);
      this.invocations -= count;
      dropped.push(command);
    }
    return dropped;
  }
}

const NONE: readonly string[] = [];
