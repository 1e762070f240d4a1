import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** /var/lib/amazon/ssm is gone. */
export const lostState: StateFault<NoParams> = {
  name: "lostState",
  seam: "state",
  says: "What the agent has stored is gone at its next start, if that comes while the fault is on.",
  params: noParams,
  examples: [{}],
  breaksPromises: true,
  begin: (_params, node, hands) => hands.loseStore(node),
  end: (_params, node, hands) => hands.keepStore(node),
};
