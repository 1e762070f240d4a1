import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** An operator, or whatever else can kill: nobody tells the agent that it was not its own doing. */
export const killProcesses: StateFault<NoParams> = {
  name: "killProcesses",
  seam: "state",
  says: "The leading process of each run on the node gets SIGKILL, from outside of the agent.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.signalProcesses(node, "KILL"),
};
