/**
 * What faults do to links. Each method has one that takes it back; several plans may do the same.
 */
import type { Direction, LinkHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";
import type { LinkFaults } from "./link-faults.ts";

export function linkHands(parts: () => HandsParts): LinkHands {
  const faultsOf = (id: string): LinkFaults => {
    const { network, nodeOf } = parts();
    return network.link(nodeOf(id)).touch();
  };
  const watch = (id: string): void => {
    const { network, nodeOf } = parts();
    network.channels.watch(nodeOf(id));
  };
  return {
    cut: (id) => {
      const { network, nodeOf, write } = parts();
      faultsOf(id).cuts += 1;
      write({ event: "link.cut", node: id });
      network.breakOff(nodeOf(id));
    },
    heal: (id) => {
      faultsOf(id).cuts -= 1;
      if (faultsOf(id).cuts === 0) parts().write({ event: "link.healed", node: id });
    },
    reset: (id) => {
      const { network, nodeOf } = parts();
      network.breakOff(nodeOf(id));
    },
    close: (id, code) => {
      const { network, service, nodeOf } = parts();
      const node = nodeOf(id);
      const { open, epoch } = network.link(node);
      network.channels.closedByController(node, code);
      if (open) service.input({ type: "channel.closed", node: id, epoch });
    },
    silence: (id, direction) => {
      faultsOf(id).silences[direction] += 1;
      watch(id);
    },
    unsilence: (id, direction: Direction) => {
      faultsOf(id).silences[direction] -= 1;
      const { network, nodeOf } = parts();
      network.channels.unsilenced(nodeOf(id));
    },
    losePings: (id) => {
      faultsOf(id).pingsLost += 1;
      watch(id);
    },
    findPings: (id) => {
      faultsOf(id).pingsLost -= 1;
    },
    limitBandwidth: (id, direction, bytesPerSecond) =>
      faultsOf(id).limit(direction, bytesPerSecond),
    freeBandwidth: (id, direction, bytesPerSecond) =>
      faultsOf(id).unlimit(direction, bytesPerSecond),
  };
}
