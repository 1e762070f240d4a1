import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, offered } from "../property/fact.ts";
import { Deadlines, Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const maxConcurrencySlotFreedByCancel: Situation = {
  name: "maxConcurrencySlotFreedByCancel",
  says: "The end of a cancelled invocation gave another node its turn.",
  sees: ["frame.sent", "status.changed"],
  monitor: () => new MaxConcurrencySlotFreedByCancel(),
};

class MaxConcurrencySlotFreedByCancel extends Remembering {
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
}
