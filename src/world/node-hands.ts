/**
 * What faults do to the life of nodes.
 */
import type { NodeHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Outages } from "./outages.ts";

export function nodeHands(parts: () => HandsParts): NodeHands {
  const on = (id: string): readonly [Outages, ManagedNode] => {
    const { host, nodeOf } = parts();
    return [host.outages, nodeOf(id)];
  };
  return {
    order: (id, order) => {
      const [outages, node] = on(id);
      outages.order(node, order);
    },
    startAgain: (id) => {
      const [outages, node] = on(id);
      outages.startAgain(node);
    },
    interrupt: (id, action, noticeMs) => {
      const [outages, node] = on(id);
      outages.interrupt(node, action, noticeMs);
    },
    spare: (id) => {
      const [outages, node] = on(id);
      outages.spare(node);
    },
    stretchPending: (id, ms) => {
      const [outages, node] = on(id);
      outages.stretchPending(node, ms);
    },
  };
}
