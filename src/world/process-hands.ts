/**
 * What faults do to the processes of a node from outside of its agent.
 */
import type { ProcessHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";

export function processHands(parts: () => HandsParts): ProcessHands {
  return {
    signalProcesses: (id, signal) => {
      const { host, nodeOf } = parts();
      host.runs.signalLeaders(nodeOf(id), `SIG${signal}`);
    },
  };
}
