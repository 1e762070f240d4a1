/**
 * What faults do to a virtual world, area by area.
 */
import type { FaultHands } from "../faults/hands.ts";
import { agentHands } from "./agent-hands.ts";
import { controllerHands } from "./controller-hands.ts";
import type { HandsParts } from "./hands-parts.ts";
import { linkHands } from "./link-hands.ts";
import { nodeHands } from "./node-hands.ts";
import { processHands } from "./process-hands.ts";

export function worldHands(parts: () => HandsParts): FaultHands {
  return {
    ...linkHands(parts),
    ...processHands(parts),
    ...controllerHands(parts),
    ...nodeHands(parts),
    ...agentHands(parts),
  };
}
