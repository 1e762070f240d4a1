import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** As somebody with a console does it, and takes it back. */
export const nodeStop: StateFault<NoParams> = {
  name: "nodeStop",
  seam: "state",
  says: "The node is stopped, and started again at the fault's end.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.order(node, "stop"),
  end: (_params, node, hands) => hands.startAgain(node),
};
