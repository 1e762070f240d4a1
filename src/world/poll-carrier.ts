/**
 * The ways of polls through the virtual network: over their nodes' links, each call on a connection
 * of its own, so that it holds nothing else back.
 */
import { NO_CHANNEL } from "../controller/registered-node.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Host } from "./host.ts";
import type { Direction } from "../faults/hands.ts";
import type { Link } from "./link.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Service } from "./service.ts";
import type { MessageArrival, PollCarrier } from "./virtual-polls.ts";

export interface PollWays {
  readonly kernel: Kernel;
  /** Of the polls alone: a draw of theirs shifts nothing else. */
  readonly prng: Prng;
  readonly host: () => Host;
  readonly service: () => Service;
  readonly link: (node: ManagedNode) => Link;
  /** To the service. */
  readonly post: (delayMs: number, arrival: MessageArrival) => void;
  readonly write: (fact: TraceFact) => void;
}

export function carryPolls({ kernel, prng, ...ways }: PollWays): PollCarrier {
  const tripMs = (node: ManagedNode, direction: Direction): number =>
    ways.link(node).tripMs(direction, kernel.chooser, prng);
  return {
    nowMs: () => kernel.nowMs,
    currentEpoch: (id) => ways.service().controller.nodes.get(id)?.epoch ?? NO_CHANNEL,
    takeEpoch: (id) => {
      const node = ways.host().node(id);
      if (node === undefined) return NO_CHANNEL;
      const link = ways.link(node);
      link.epoch += 1;
      return link.epoch;
    },
    input: (input) => ways.service().input(input),
    write: ways.write,
    post: (node, arrival) => ways.post(tripMs(node, "toController"), arrival),
    postDue: ways.post,
    tell: (id, input) => {
      const node = ways.host().node(id);
      if (node !== undefined) ways.host().postToAgent(node, input, tripMs(node, "toAgent"));
    },
  };
}
