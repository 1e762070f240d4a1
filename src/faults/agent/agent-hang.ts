import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A blocked event loop, or SIGSTOP: the sockets stay open and nobody reads them. */
export const agentHang: StateFault<NoParams> = {
  name: "agentHang",
  seam: "state",
  says: "The agent takes nothing in, its timers neither; when it wakes all of it comes at once, in order.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.hangAgent(node),
  end: (_params, node, hands) => hands.wakeAgent(node),
};
