/**
 * What faults do to a live fleet: at the service's own end of things, or by orders to the hosts.
 */
import type { FaultHands } from "../../faults/hands.ts";
import { hostHands } from "./host-hands.ts";
import type { HostOrders } from "./host-hands.ts";
import { liveLinkHands } from "./live-link-hands.ts";
import type { LinkHandsParts } from "./live-link-hands.ts";

export interface LiveHandsParts extends LinkHandsParts {
  readonly orders: HostOrders;
}

export function liveHands(parts: LiveHandsParts): FaultHands {
  return {
    ...liveLinkHands(parts),
    ...hostHands(parts.orders),
    crashController: (restartMs) => parts.core().crash(restartMs),
  };
}
