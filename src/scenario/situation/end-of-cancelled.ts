/** Watches for the end of an invocation that was open when it was cancelled. */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";

export abstract class EndOfCancelled extends Remembering {
  protected ended = new Marks();
  protected cancelled = new Marks();

  /** Whether this end is the one that is looked for. */
  protected abstract isMetBy(end: TraceEvent): boolean;

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted" && !this.ended.has(key)) {
      this.cancelled.set(key, 1, event.seq);
    }
    if (!isEnd(event)) return false;
    this.ended.set(key, 1, event.seq);
    return this.isMetBy(event) && this.cancelled.has(key);
  }
}
