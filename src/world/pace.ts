/**
 * When agents take in what has come to them, and when what they store is on disk.
 *
 * Without a fault that is at once. An agent that hangs takes in nothing until it wakes, a slow one
 * everything a little later, and one that waits for its disk does nothing else meanwhile: neither
 * have the records of the step been stored, nor has anything of it left. The order is always that
 * of arrival.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentInput } from "../agent/input.ts";
import { keeps } from "../agent/profile.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import { LINE_INPUTS_MAX } from "./input-line.ts";
import type { HeldStep } from "./input-line.ts";
import type { MsRange } from "./link.ts";
import type { ManagedNode } from "./managed-node.ts";
import { takesTime } from "./troubles.ts";
import type { Trouble, Troubles } from "./troubles.ts";

/** What a pace posts to an agent's owner, for its present life alone. */
export type PaceEvent =
  { readonly type: "line.ready" } | { readonly type: "step.written"; readonly held: HeldStep };

export interface PaceParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly troubles: Troubles;
  readonly ownerOf: (node: ManagedNode) => number;
  /** The agent takes an input in. */
  readonly step: (node: ManagedNode, input: AgentInput) => void;
  /** Stores what a step asks for, then does the rest of it. */
  readonly carryOut: (node: ManagedNode, held: HeldStep) => void;
}

export class Pace {
  private readonly parts: PaceParts;

  constructor(parts: PaceParts) {
    this.parts = parts;
  }

  /** Whether an input has to wait; if so, it stands in line now. */
  delays(node: ManagedNode, input: AgentInput): boolean {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined) return false;
    const { slow, line } = trouble;
    if (!takesTime(slow) && line.isOver) return false;
    const { nowMs } = this.parts.kernel;
    const readyMs = line.add(input, nowMs + this.draw(node, "agentSlow", slow));
    if (readyMs > nowMs) this.post(node, readyMs - nowMs, READY);
    else this.drain(node);
    if (line.hangs > 0 && line.length >= LINE_INPUTS_MAX) this.wakeUp(node, trouble);
    return true;
  }

  /** Whether a step has to wait for the disk; if so, it is held back now. */
  holds(node: ManagedNode, held: HeldStep): boolean {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined || held.changes.length === 0) return false;
    const waitsForRoom = lacksRoom(node, trouble, held.changes);
    if (!waitsForRoom && !takesTime(trouble.diskSlow)) return false;
    trouble.line.held = held;
    this.write({ event: "store.delayed", node: node.id, records: held.changes.length });
    if (!waitsForRoom) {
      const lengthMs = this.draw(node, "diskSlow", trouble.diskSlow);
      this.post(node, lengthMs, { type: "step.written", held });
    }
    return true;
  }

  /** What of some changes gets onto the disk: files can be deleted from a full one. */
  taken(node: ManagedNode, changes: readonly StoreChange[]): readonly StoreChange[] {
    if ((this.parts.troubles.of(node)?.fillings ?? 0) === 0) return changes;
    const deletions = changes.filter(({ value }) => value === undefined);
    const records = changes.length - deletions.length;
    if (records > 0) this.write({ event: "store.failed", node: node.id, records });
    return deletions;
  }

  due(node: ManagedNode, event: PaceEvent): void {
    if (event.type === "line.ready") this.drain(node);
    else this.finish(node, event.held);
  }

  /** The agent stops a timer, or starts it anew. */
  dropTimer(node: ManagedNode, timer: { readonly subject: number; readonly timer: number }): void {
    this.parts.troubles.of(node)?.line.dropTimer(timer);
  }

  /** The agent's process is gone: so is what it had not taken in, or not stored. */
  end(node: ManagedNode): HeldStep | undefined {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined) return undefined;
    const { held } = trouble.line;
    trouble.endLine();
    this.parts.troubles.tidy(node);
    return held;
  }

  /** A hang is one of its process: the next one does not. */
  hang(node: ManagedNode): void {
    if (node.agent === undefined) return;
    const { line } = this.parts.troubles.on(node);
    if (line.hangs === 0) line.hangsSinceMs = this.parts.kernel.nowMs;
    line.hangs += 1;
  }

  /** For how long an agent has hung; 0 for one that does not. */
  hangsMs(node: ManagedNode): number {
    const line = this.parts.troubles.of(node)?.line;
    if (line === undefined || line.hangs === 0) return 0;
    return this.parts.kernel.nowMs - line.hangsSinceMs;
  }

  wake(node: ManagedNode): void {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined || trouble.line.hangs === 0) return;
    trouble.line.hangs -= 1;
    if (trouble.line.hangs === 0) this.drain(node);
  }

  fillDisk(node: ManagedNode): void {
    this.parts.troubles.on(node).fillings += 1;
  }

  freeDisk(node: ManagedNode): void {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined || trouble.fillings === 0) return;
    trouble.fillings -= 1;
    const { held } = trouble.line;
    if (trouble.fillings === 0 && held !== undefined) this.finish(node, held);
    else this.parts.troubles.tidy(node);
  }

  /** What a step has stored is on disk: the rest of it follows. */
  private finish(node: ManagedNode, held: HeldStep): void {
    const trouble = this.parts.troubles.of(node);
    if (trouble?.line.held !== held || lacksRoom(node, trouble, held.changes)) return;
    trouble.line.held = undefined;
    this.parts.carryOut(node, held);
    this.drain(node);
  }

  /** Lets the agent take in what is ready, as far as it goes. */
  private drain(node: ManagedNode): void {
    for (;;) {
      const input = this.parts.troubles.of(node)?.line.next(this.parts.kernel.nowMs);
      if (input === undefined) break;
      this.parts.step(node, input);
    }
    this.parts.troubles.tidy(node);
  }

  private wakeUp(node: ManagedNode, trouble: Trouble): void {
    trouble.line.hangs = 0;
    this.drain(node);
  }

  private post(node: ManagedNode, delayMs: number, event: PaceEvent): void {
    this.parts.kernel.post(delayMs, this.parts.ownerOf(node), node.boot, event);
  }

  private draw(node: ManagedNode, point: string, { minMs, maxMs }: MsRange): number {
    if (minMs >= maxMs) return minMs;
    return this.parts.kernel.chooser.range(node.prng, point, minMs, maxMs);
  }

  private write(fact: TraceFact): void {
    const { trace, kernel } = this.parts;
    if (trace.enabled) trace.write(kernel.nowMs, "agent", fact);
  }
}

export function isPaceEvent(payload: AgentInput | PaceEvent): payload is PaceEvent {
  return payload.type === "line.ready" || payload.type === "step.written";
}

const READY: PaceEvent = { type: "line.ready" };

/** Whether an agent waits until a full disk takes what it wants to store. */
function lacksRoom(
  { options }: ManagedNode,
  { fillings }: Trouble,
  changes: readonly StoreChange[],
): boolean {
  if (fillings === 0 || !keeps(options, "fullDisk")) return false;
  return changes.some(({ value }) => value !== undefined);
}
