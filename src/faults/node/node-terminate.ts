import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** No healing brings it back. */
export const nodeTerminate: StateFault<NoParams> = {
  name: "nodeTerminate",
  seam: "state",
  says: "The node is terminated: a node that never returns.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.order(node, "terminate"),
};
