import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** The network between a node and the controller is gone, and comes back. */
export const partition: StateFault<NoParams> = {
  name: "partition",
  seam: "state",
  says: "The link is cut: its channel ends at both ends, and none can be opened until it heals.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.cut(node),
  end: (_params, node, hands) => hands.heal(node),
};
