import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** Everything that runs on the node is gone at once, as when its power fails, and it boots again. */
export const nodeReboot: StateFault<NoParams> = {
  name: "nodeReboot",
  seam: "state",
  says: "The node reboots: its agent and every process end at once, and the agent comes back.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.order(node, "reboot"),
};
