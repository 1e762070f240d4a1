/**
 * Whoever can be reached and was not offered the job waits. After TimeoutSeconds nobody does. The
 * death of a controller ends the judging of the slots that were free.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import {
  invocationOf,
  isControllerDeath,
  isEnd,
  isPowerOff,
  listOf,
  numberOf,
  offered,
} from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const freedSlotsAreUsed: Property = {
  name: "freedSlotsAreUsed",
  judgedOn: "controller",
  says: "When a slot of MaxConcurrency comes free, a node that waits for it gets the job within a second.",
  monitor: () => new FreedSlotsAreUsed(),
};

class FreedSlotsAreUsed implements Monitor {
  private open = new Marks();
  private waiting = new Marks();
  private delivery = new Deadlines();
  private freed = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", node = "", atMs, seq } = event;
    const found = this.judge(event);
    if (event.event === "command.accepted") {
      this.delivery.set(command, numberOf(event, "deliveryEndsMs"), seq);
      for (const target of listOf(event, "targets"))
        this.waiting.set(`${command}/${target}`, 1, seq);
    }
    if (event.event === "link.opened") this.open.set(node, numberOf(event, "epoch"), seq);
    if (isPowerOff(event)) this.open.delete(node);
    if (event.event === "link.closed" && this.open.get(node)?.is === event["epoch"]) {
      this.open.delete(node);
    }
    if (isControllerDeath(event)) {
      this.freed.clear();
      this.open.clear();
    }
    if (isEnd(event)) {
      if (!this.waiting.has(invocationOf(event))) this.freed.setOnce(command, atMs, seq);
      this.waiting.delete(invocationOf(event));
    }
    const key = offered(event);
    if (key === "") return found;
    this.waiting.delete(key);
    this.freed.delete(key.slice(0, key.indexOf("/")));
    return found;
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): FreedSlotsAreUsed {
    const copy = new FreedSlotsAreUsed();
    copy.open = this.open.clone();
    copy.waiting = this.waiting.clone();
    copy.delivery = this.delivery.clone();
    copy.freed = this.freed.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.open.encode(encoder);
    this.waiting.encode(encoder);
    this.delivery.encode(encoder);
    this.freed.encode(encoder);
  }

  private judge(event: TraceEvent): readonly Violation[] {
    for (const [command, { is, seq }] of this.freed.entries()) {
      if (event.atMs <= is + USED_WITHIN_MS) continue;
      this.freed.delete(command);
      const isOver = event.atMs > (this.delivery.get(command)?.is ?? 0);
      const key = isOver ? undefined : this.waits(command);
      if (key === undefined) continue;
      const node = key.slice(command.length + 1);
      const says = "a slot was free, and it was not offered the job";
      const property = freedSlotsAreUsed.name;
      return [{ property, command, node, seqs: [seq, event.seq], says }];
    }
    return NOTHING;
  }

  /** The invocation of a command that waits although its node can be reached. */
  private waits(command: string): string | undefined {
    for (const [key] of this.waiting.entries()) {
      if (!key.startsWith(`${command}/`)) continue;
      if (this.open.has(key.slice(command.length + 1))) return key;
    }
    return undefined;
  }
}

/** Source: our choice; the controller offers the job in the very step that frees the slot. */
const USED_WITHIN_MS = 1000;
