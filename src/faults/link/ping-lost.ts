import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** As behind a proxy that does not pass WebSocket pings on. */
export const pingLost: StateFault<NoParams> = {
  name: "pingLost",
  seam: "state",
  says: "Data passes, pings do not: the agent's keep-alive gives the channel up all the same.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.losePings(node),
  end: (_params, node, hands) => hands.findPings(node),
};
