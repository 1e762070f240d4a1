/**
 * What is wrong with nodes: their agents' pace, their disks and their clocks, while faults are on.
 *
 * By the index of the node. One that nothing is wrong with stands in no list, so that a large fleet
 * pays for nothing: it costs a look at an empty map.
 */
import type { ManagedNode } from "./managed-node.ts";
import { InputLine } from "./input-line.ts";
import type { MsRange } from "./link.ts";
import type { StoreCopy } from "./store-copy.ts";

export const NO_TIME: MsRange = { minMs: 0, maxMs: 0 };

export function takesTime({ maxMs }: MsRange): boolean {
  return maxMs > 0;
}

export class Trouble {
  line = new InputLine();
  /** Each input is taken in so much later: the sum of all that slows it. */
  slow = NO_TIME;
  /** Each write takes so long, likewise. */
  diskSlow = NO_TIME;
  /** How many faults fill the disk. */
  fillings = 0;
  /** What the clock shows too much. */
  skewMs = 0;
  /** What the agent finds on disk at its next start. */
  nextStore: StoreCopy | undefined = undefined;

  /** Whether nothing is wrong any more. */
  get isOver(): boolean {
    const isSlow = takesTime(this.slow) || takesTime(this.diskSlow);
    const isSound = this.line.isOver && this.fillings === 0 && this.skewMs === 0;
    return isSound && !isSlow && this.nextStore === undefined;
  }

  /** The agent's process is gone, and with it all that stood in line. */
  endLine(): void {
    this.line = new InputLine();
  }

  clone(): Trouble {
    const copy = new Trouble();
    copy.line = this.line.clone();
    copy.slow = this.slow;
    copy.diskSlow = this.diskSlow;
    copy.fillings = this.fillings;
    copy.skewMs = this.skewMs;
    copy.nextStore = this.nextStore;
    return copy;
  }
}

export class Troubles {
  private readonly byIndex = new Map<number, Trouble>();

  of({ index }: ManagedNode): Trouble | undefined {
    return this.byIndex.size === 0 ? undefined : this.byIndex.get(index);
  }

  /** The same, made if there was none. */
  on({ index }: ManagedNode): Trouble {
    let trouble = this.byIndex.get(index);
    if (trouble === undefined) this.byIndex.set(index, (trouble = new Trouble()));
    return trouble;
  }

  /** Forgets a node if nothing is wrong with it any more. */
  tidy({ index }: ManagedNode): void {
    if (this.byIndex.get(index)?.isOver === true) this.byIndex.delete(index);
  }

  /** The node is gone. */
  forget({ index }: ManagedNode): void {
    this.byIndex.delete(index);
  }

  /** What a node's clock shows now. */
  clockMs(node: ManagedNode, nowMs: number): number {
    return nowMs + (this.of(node)?.skewMs ?? 0);
  }

  clone(): Troubles {
    const copy = new Troubles();
    for (const [index, trouble] of this.byIndex) copy.byIndex.set(index, trouble.clone());
    return copy;
  }
}
