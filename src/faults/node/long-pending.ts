import { durationSchema } from "../duration.ts";
import type { StateFault } from "../fault.ts";

/** A start that is under way keeps its length. */
export const longPending: StateFault<number> = {
  name: "longPending",
  seam: "state",
  says: "The node's next starts take so long: it is Pending meanwhile.",
  params: durationSchema,
  examples: ["5m"],
  begin: (ms, node, hands) => hands.stretchPending(node, ms),
  end: (_ms, node, hands) => hands.stretchPending(node, undefined),
};
