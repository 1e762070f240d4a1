/**
 * Which runs there are on a host: by number, and by the place of their node.
 *
 * A run is kept until nothing of it is alive. A number is never given twice; the document workers of
 * the host have theirs out of the same row.
 */
import type { ManagedNode } from "./managed-node.ts";
import type { Places } from "./places.ts";
import { Written } from "./written.ts";

/** One start of a step's script. */
export interface Run {
  readonly number: number;
  readonly node: ManagedNode;
  readonly commandId: string;
  readonly stepName: string;
  /** Its worker is done with it: what is alive now has escaped. */
  over: boolean;
  /** That something has escaped stands in the trace. */
  escaped: boolean;
  /** While somebody has read the trace since its start. */
  readonly written: Written | undefined;
}

const NO_RUNS: readonly Run[] = [];

export class RunRegister {
  private readonly byNumber = new Map<number, Run>();
  /** By the index of the node, in order of numbers; only nodes that have any stand in it. */
  private readonly byNode = new Map<number, Run[]>();
  private next = 1;

  takeNumber(): number {
    this.next += 1;
    return this.next - 1;
  }

  run(number: number): Run | undefined {
    return this.byNumber.get(number);
  }

  /** The runs of a node, in order of their numbers. */
  of(node: ManagedNode): readonly Run[] {
    return this.byNode.get(node.index) ?? NO_RUNS;
  }

  add(run: Run): void {
    this.byNumber.set(run.number, run);
    const runs = this.byNode.get(run.node.index);
    if (runs === undefined) this.byNode.set(run.node.index, [run]);
    else runs.push(run);
  }

  /** Replaces the list of the node, which may be walked at this moment. */
  remove(run: Run): void {
    this.byNumber.delete(run.number);
    const rest = this.of(run.node).filter((other) => other !== run);
    if (rest.length === 0) this.byNode.delete(run.node.index);
    else this.byNode.set(run.node.index, rest);
  }

  /** How many have a worker that is not done with them. */
  get count(): number {
    let count = 0;
    for (const run of this.byNumber.values()) if (!run.over) count += 1;
    return count;
  }

  /** How many are over, and nobody has said yet whether anything of them lives. */
  get unsettled(): number {
    let count = 0;
    for (const run of this.byNumber.values()) if (run.over && !run.escaped) count += 1;
    return count;
  }

  /** Takes over the runs of another host, whose machines stand at the same places here. */
  adopt(other: RunRegister, places: Places): void {
    this.next = other.next;
    for (const run of other.byNumber.values()) {
      const node = places.at(run.node.index);
      if (node === undefined) continue;
      this.add({ ...run, node, written: run.written && new Written(run.written) });
    }
  }
}
