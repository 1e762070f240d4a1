/**
 * What faults do to agents, their disks and their clocks.
 */
import type { AgentHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";
import type { Host } from "./host.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { NodeFaults } from "./node-faults.ts";

export function agentHands(parts: () => HandsParts): AgentHands {
  const host = (): Host => parts().host;
  const faults = (): NodeFaults => host().faults;
  const of = (id: string): ManagedNode => parts().nodeOf(id);
  return {
    crashAgent: (id, restartMs) => void host().crashAgent(of(id), restartMs),
    startAgent: (id) => void host().startAgent(of(id)),
    cutPower: (id) => void host().cutPower(of(id)),
    restartAgent: (id) => host().restartAgent(of(id)),
    hangAgent: (id) => {
      faults().hang(of(id));
      parts().network.channels.fallSilent(of(id));
    },
    wakeAgent: (id) => faults().wake(of(id)),
    slowAgent: (id, by) => faults().slow(of(id), by),
    quickenAgent: (id, by) => faults().quicken(of(id), by),
    crashWorkers: (id) => faults().crashWorkers(of(id)),
    startTwin: (id) => startTwin(parts(), id),
    endTwin: (id) => host().endTwin(id),
    loseStore: (id) => faults().loseStore(of(id)),
    copyStore: (id) => faults().copyStore(of(id)),
    keepStore: (id) => faults().keepStore(of(id)),
    moveClock: (id, byMs) => faults().moveClock(of(id), byMs),
    moveClockBack: (id, byMs) => faults().moveClock(of(id), -byMs),
    slowDisk: (id, by) => faults().slowDisk(of(id), by),
    quickenDisk: (id, by) => faults().quickenDisk(of(id), by),
    fillDisk: (id) => faults().fillDisk(of(id)),
    freeDisk: (id) => faults().freeDisk(of(id)),
  };
}

/** Its link is as good as the node's, and a stream of its own. */
function startTwin({ host, network, nodeOf }: HandsParts, id: string): void {
  const node = nodeOf(id);
  if (host.places.twinOf(id) !== undefined) return;
  network.addLink(network.link(node).another(node.prng.fork("twin")));
  host.startTwin(node);
}
