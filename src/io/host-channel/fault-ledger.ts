/**
 * The orders of faults that stand, by node: given, and not taken back.
 *
 * Both ends keep one. A host that loses its controller takes everything back by it, and a controller
 * tells a host that comes again by its own.
 */
import { takenBackBy } from "./fault-order.ts";
import type { FaultOrder } from "./fault-order.ts";

/** Orders that stand of one node; a board has at most so many plans. */
export const STANDING_MAX = 1_000;

export class FaultLedger {
  private readonly byNode = new Map<string, FaultOrder[]>();

  /** An order was given: it stands, or it takes one back. */
  note(node: string, order: FaultOrder): void {
    const standing = this.byNode.get(node) ?? [];
    const at = standing.findLastIndex((one) => isSame(takenBackBy(one), order));
    if (at >= 0) standing.splice(at, 1);
    else if (takenBackBy(order) !== undefined && standing.length < STANDING_MAX) {
      standing.push(order);
    }
    if (standing.length === 0) this.byNode.delete(node);
    else this.byNode.set(node, standing);
  }

  /** What stands of a node, in the order in which it was given. */
  standing(node: string): readonly FaultOrder[] {
    return this.byNode.get(node) ?? [];
  }

  /** What takes everything back, the latest first; nothing stands afterwards. */
  takeAll(): { readonly node: string; readonly order: FaultOrder }[] {
    const all = [...this.byNode].flatMap(([node, orders]) =>
      orders
        .map((order) => takenBackBy(order))
        .filter((order) => order !== undefined)
        .reverse()
        .map((order) => ({ node, order })),
    );
    this.byNode.clear();
    return all;
  }
}

function isSame(one: FaultOrder | undefined, other: FaultOrder): boolean {
  return one !== undefined && textOf(one) === textOf(other);
}

/** With its words in one order, whoever wrote it. */
function textOf(order: FaultOrder): string {
  return JSON.stringify(order, WORDS);
}

const WORDS = [
  ...["hand", "restartMs", "by", "minMs", "maxMs", "byMs"],
  ...["order", "action", "noticeMs", "ms", "signal"],
];
