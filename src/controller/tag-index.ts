/**
 * Which nodes have which value of a tag: counted once a key when a target first asks, and forgotten
 * as soon as any node's tags change.
 *
 * Why: fleets are addressed by tag far more often than they are tagged, and to look at 10,000 nodes
 * takes longer than to send a command to fifty of them. It follows from the nodes, so it is neither
 * cloned nor stored.
 */
import type { RegisteredNode } from "./registered-node.ts";

/** The nodes with each value of one tag, in order of registration. */
type ByValue = ReadonlyMap<string, readonly RegisteredNode[]>;

export class TagIndex {
  private readonly keys = new Map<string, ByValue>();

  /** The nodes of a tag, by its values; `nodes` are all there are, in order of registration. */
  of(key: string, nodes: Iterable<RegisteredNode>): ByValue {
    let values = this.keys.get(key);
    if (values === undefined) {
      values = countValues(key, nodes);
      this.keys.set(key, values);
    }
    return values;
  }

  /** A node came, went, or has other tags. */
  forget(): void {
    if (this.keys.size > 0) this.keys.clear();
  }
}

function countValues(key: string, nodes: Iterable<RegisteredNode>): ByValue {
  const values = new Map<string, RegisteredNode[]>();
  for (const node of nodes) {
    if (!Object.hasOwn(node.tags, key)) continue;
    const value = node.tags[key] ?? "";
    const tagged = values.get(value);
    if (tagged === undefined) values.set(value, [node]);
    else tagged.push(node);
  }
  return values;
}
