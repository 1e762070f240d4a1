/**
 * Second machines whose agents say that they are a node: a copied disk, an activation used twice.
 *
 * A twin has a disk, a link and processes of its own, and no life-cycle: the fleet knows of one
 * node. It stands on the host at a place of its own, under the same id.
 */
import type { ManagedNode } from "./managed-node.ts";

export class Twins {
  /** By the id that they share with a node. */
  private readonly byId = new Map<string, ManagedNode>();
  /** How many there have been. */
  private count = 0;

  get all(): Iterable<ManagedNode> {
    return this.byId.values();
  }

  of(id: string): ManagedNode | undefined {
    return this.byId.size === 0 ? undefined : this.byId.get(id);
  }

  isOne(node: ManagedNode): boolean {
    return this.of(node.id) === node;
  }

  /** A name for the next one's draws. */
  takeName(id: string): string {
    this.count += 1;
    return `twin/${id}/${this.count}`;
  }

  add(node: ManagedNode): void {
    this.byId.set(node.id, node);
  }

  remove({ id }: ManagedNode): void {
    this.byId.delete(id);
  }

  /** The same of the nodes of another host, which stand at the same places. */
  clone(nodeAt: (index: number) => ManagedNode | undefined): Twins {
    const copy = new Twins();
    copy.count = this.count;
    for (const { index } of this.all) {
      const node = nodeAt(index);
      if (node !== undefined) copy.add(node);
    }
    return copy;
  }
}
