/**
 * The orders of faults that stand, by node: given, and not taken back.
 *
 * Both ends keep one. A host that loses its controller takes everything back by it, and a controller
 * tells a host that comes again by its own.
 */
import { PLANS_MAX } from "../../faults/board.ts";
import { takenBackBy, takesBack } from "./fault-order.ts";
import type { FaultOrder } from "./fault-order.ts";
import type { HostProblem } from "./host-answer.ts";

/** Orders that stand of one node: a plan of a board has one there at most. */
export const STANDING_MAX = PLANS_MAX;

/** Why an order is not carried out that would be one too many. */
export const TOO_MANY_STAND: HostProblem = {
  error: "TooManyFaults",
  expected: `at most ${STANDING_MAX} orders of faults that stand of one node`,
  found: "one more, which is not carried out",
};

/** What an order comes to. */
export type Noted =
  /** It is to be carried out. */
  | "acts"
  /** It takes back what does not stand: doing it would hurt what is there. */
  | "isIdle"
  /** It would stand, and as many do already as may. */
  | "isOneTooMany";

export class FaultLedger {
  private readonly byNode = new Map<string, FaultOrder[]>();

  /** An order was given: it stands, or it takes one back, if it is to be carried out. */
  note(node: string, order: FaultOrder): Noted {
    const standing = this.byNode.get(node) ?? [];
    if (takesBack(order)) {
      const at = standing.findLastIndex((one) => isSame(takenBackBy(one), order));
      if (at < 0) return "isIdle";
      standing.splice(at, 1);
      if (standing.length === 0) this.byNode.delete(node);
    } else if (takenBackBy(order) !== undefined) {
      if (standing.length >= STANDING_MAX) return "isOneTooMany";
      standing.push(order);
      this.byNode.set(node, standing);
    }
    return "acts";
  }

  /** What stands of a node, in the order in which it was given. */
  standing(node: string): readonly FaultOrder[] {
    return this.byNode.get(node) ?? [];
  }

  /** The node is gone, and with it all that stood of it. */
  forget(node: string): void {
    this.byNode.delete(node);
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
