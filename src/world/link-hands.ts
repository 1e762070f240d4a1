/**
 * What faults do to links.
 */
import type { LinkHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";

export function linkHands(parts: () => HandsParts): Pick<LinkHands, "cut" | "heal"> {
  return {
    cut: (id) => {
      const { network, service, host, nodeOf, write } = parts();
      write({ event: "link.cut", node: id });
      network.cut(nodeOf(id), service, host);
    },
    heal: (id) => {
      const { network, nodeOf, write } = parts();
      network.link(nodeOf(id)).cut = false;
      write({ event: "link.healed", node: id });
    },
  };
}
