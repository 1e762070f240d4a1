/**
 * Whoever can be reached and was not offered the job waits. After TimeoutSeconds nobody does. The
 * death of a controller ends the judging of the slots that were free.
 */
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
import { NOTHING, PropertyMonitor } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const freedSlotsAreUsed: Property = {
  name: "freedSlotsAreUsed",
  judgedOn: "controller",
  says: "When a slot of MaxConcurrency comes free, a node that waits for it gets the job within a second.",
  sees: [
    "agent.stopped",
    "command.accepted",
    "fault.fired",
    "frame.sent",
    "link.closed",
    "link.opened",
    "node.stateChanged",
    "status.changed",
  ],
  monitor: () => new FreedSlotsAreUsed(),
};

class FreedSlotsAreUsed extends PropertyMonitor {
  private open = new Marks();
  private waiting = new Marks();
  private delivery = new Deadlines();
  private freed = new Deadlines();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", node = "", atMs, seq } = event;
    const found = this.judge(atMs, seq);
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

  override end(atMs: number): readonly Violation[] {
    return this.judge(atMs);
  }

  private judge(atMs: number, nowSeq?: number): readonly Violation[] {
    if (this.freed.isEmpty) return NOTHING;
    for (const [command, { is, seq }] of [...this.freed.entries()]) {
      if (atMs <= is + USED_WITHIN_MS) continue;
      this.freed.delete(command);
      const isOver = atMs > (this.delivery.get(command)?.is ?? 0);
      const node = isOver ? undefined : this.waits(command);
      if (node === undefined) continue;
      const says = "a slot was free, and it was not offered the job";
      const property = freedSlotsAreUsed.name;
      return [{ property, command, node, seqs: [seq, nowSeq ?? seq], says }];
    }
    return NOTHING;
  }

  /** A node that waits for the job although it can be reached. */
  private waits(command: string): string | undefined {
    for (const node of this.waiting.of(command).keys()) if (this.open.has(node)) return node;
    return undefined;
  }
}

/** Source: our choice; the controller offers the job in the very step that frees the slot. */
const USED_WITHIN_MS = 1000;
