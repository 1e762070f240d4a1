import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A TCP reset, seen by both ends at once. */
export const reset: StateFault<NoParams> = {
  name: "reset",
  seam: "state",
  says: "The connections of a node break at once, with all in flight; new ones can be opened.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.reset(node),
};
