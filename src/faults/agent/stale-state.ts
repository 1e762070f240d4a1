import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A disk that is put back to a snapshot. */
export const staleState: StateFault<NoParams> = {
  name: "staleState",
  seam: "state",
  says: "What the agent had stored when the fault began is back at its next start, if that comes while it is on.",
  params: noParams,
  examples: [{}],
  breaksPromises: true,
  begin: (_params, node, hands) => hands.copyStore(node),
  end: (_params, node, hands) => hands.keepStore(node),
};
