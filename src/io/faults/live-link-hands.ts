/**
 * What faults do to the links of a live fleet, at the service's end of them. Each method has one that
 * takes it back; several plans may do the same.
 */
import type { Direction, LinkHands } from "../../faults/hands.ts";
import type { LinkFaults } from "../../world/link-faults.ts";
import type { ControlChannels } from "../server/control-channels.ts";
import type { LiveCore } from "../server/live-core.ts";
import type { WaitingPolls } from "../server/waiting-polls.ts";
import type { Gate } from "./gate.ts";

export interface LinkHandsParts {
  readonly core: () => LiveCore;
  readonly gate: Gate;
  readonly channels: ControlChannels;
  readonly polls: WaitingPolls;
}

export function liveLinkHands(parts: LinkHandsParts): LinkHands {
  const { core, gate, channels } = parts;
  const change = (node: string, by: (faults: LinkFaults) => void): void =>
    gate.links.change(node, by);
  return {
    cut: (node) => {
      change(node, (faults) => (faults.cuts += 1));
      core().write("fault", { event: "link.cut", node });
      breakOff(parts, node);
    },
    heal: (node) => {
      change(node, (faults) => (faults.cuts -= 1));
      if (!gate.links.isCut(node)) core().write("fault", { event: "link.healed", node });
    },
    reset: (node) => breakOff(parts, node),
    close: (node, code) => {
      for (const channel of channels.of(node)) channel.close(code, "closed by a fault");
    },
    silence: (node, direction) => {
      change(node, (faults) => (faults.silences[direction] += 1));
      listen(parts, node);
    },
    unsilence: (node, direction: Direction) => {
      change(node, (faults) => (faults.silences[direction] -= 1));
      listen(parts, node);
      gate.released(node);
    },
    losePings: (node) => change(node, (faults) => (faults.pingsLost += 1)),
    findPings: (node) => change(node, (faults) => (faults.pingsLost -= 1)),
    limitBandwidth: (node, direction, bytesPerSecond) =>
      change(node, (faults) => faults.limit(direction, bytesPerSecond)),
    freeBandwidth: (node, direction, bytesPerSecond) =>
      change(node, (faults) => faults.unlimit(direction, bytesPerSecond)),
  };
}

/** Every connection of a node that is known to be its own breaks. */
function breakOff({ gate, channels, polls }: LinkHandsParts, node: string): void {
  gate.requests.broke(node);
  polls.breakOff(node);
  for (const channel of channels.of(node)) channel.reset();
}

/** What a silent agent says, its pings and its end too, stays in the system's buffers. */
function listen({ gate, channels }: LinkHandsParts, node: string): void {
  const isReading = !gate.links.isSilent(node, "toController");
  for (const channel of channels.of(node)) channel.isReading = isReading;
}
