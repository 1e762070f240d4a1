import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, offered } from "../property/fact.ts";
import { Deadlines, Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const maxConcurrencySlotFreedByCancel: Situation = {
  name: "maxConcurrencySlotFreedByCancel",
  says: "The end of a cancelled invocation gave another node its turn.",
  monitor: () => new MaxConcurrencySlotFreedByCancel(),
};

class MaxConcurrencySlotFreedByCancel implements SituationMonitor {
  private held = new Marks();
  private freed = new Deadlines();

  see(event: TraceEvent): boolean {
    const { command = "", atMs, seq } = event;
    const wasHeld = this.held.has(invocationOf(event));
    if (isEnd(event) && event["to"] === "Cancelled" && wasHeld) this.freed.set(command, atMs, seq);
    const key = offered(event);
    if (key === "" || this.held.has(key)) return false;
    this.held.set(key, 1, seq);
    const [owner = ""] = key.split("/");
    return this.freed.get(owner)?.is === atMs;
  }

  clone(): MaxConcurrencySlotFreedByCancel {
    const copy = new MaxConcurrencySlotFreedByCancel();
    copy.held = this.held.clone();
    copy.freed = this.freed.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.held.encode(encoder);
    this.freed.encode(encoder);
  }
}
