import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** As a service manager would on an upgrade: running commands are left alone. */
export const agentRestart: StateFault<NoParams> = {
  name: "agentRestart",
  seam: "state",
  says: "The agent's process ends and is started again at once; what it has started goes on.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.restartAgent(node),
};
