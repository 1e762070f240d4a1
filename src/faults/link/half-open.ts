import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";
import { directionsOf } from "./direction.ts";

/** Nothing arrives, and nobody is told: packets are swallowed on their way. */
export const halfOpen: StateFault<NoParams> = {
  name: "halfOpen",
  seam: "state",
  says:
    "A direction is silent, or both are: each end takes the channel for open until its keep-alive " +
    "gives it up. What was sent in time arrives when the fault ends.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands, _draw, direction) => {
    for (const one of directionsOf(direction)) hands.silence(node, one);
  },
  end: (_params, node, hands, direction) => {
    for (const one of directionsOf(direction)) hands.unsilence(node, one);
  },
};
