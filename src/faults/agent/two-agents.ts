import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A copied machine image, or one activation used twice. */
export const twoAgents: StateFault<NoParams> = {
  name: "twoAgents",
  seam: "state",
  says: "An agent on another machine, with an empty disk, says that it is this node: each takes the channel from the other.",
  params: noParams,
  examples: [{}],
  breaksPromises: true,
  begin: (_params, node, hands) => hands.startTwin(node),
  end: (_params, node, hands) => hands.endTwin(node),
};
