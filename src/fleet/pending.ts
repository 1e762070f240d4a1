/**
 * What a fleet still has to do: nothing is left when it has settled.
 *
 * Pending are API calls under way, commands that have not ended on a node, jobs that an agent has,
 * nodes that change their state, and agents that have yet to come back to the controller. Not
 * pending is what would go on for ever by design: health reports, polls, stored replies that are
 * sent again; and processes that outlived their command, for nobody waits for them.
 */
import { NO_CHANNEL } from "../controller/registered-node.ts";
import { hasPower, nodeStateOf } from "../world/life.ts";
import type { ManagedNode } from "../world/managed-node.ts";
import type { World } from "../world/world.ts";
import type { ClientCalls } from "../world/client-calls.ts";

/** What the fleet's own records add to the world's: which links are cut. */
export interface PendingParts {
  readonly world: World;
  readonly calls: ClientCalls;
  readonly cut: ReadonlySet<string>;
}

export function isPending(parts: PendingParts): boolean {
  const { world, calls } = parts;
  if (calls.count > 0 || world.service.controller.openInvocations.size > 0) return true;
  for (const node of world.host.nodes) if (pendingOn(parts, node) !== undefined) return true;
  return false;
}

/** One phrase for each thing that is pending, for messages; the first ones. */
export function listPending(parts: PendingParts, linesMax: number): string[] {
  const { world, calls } = parts;
  const found: string[] = [];
  if (calls.count > 0) found.push(`${calls.count} API calls under way`);
  for (const { commandId, nodeId } of world.service.controller.openInvocations.values()) {
    found.push(`command ${commandId} on ${nodeId}`);
    if (found.length >= linesMax) return found;
  }
  for (const node of world.host.nodes) {
    const phrase = pendingOn(parts, node);
    if (phrase !== undefined) found.push(phrase);
    if (found.length >= linesMax) return found;
  }
  return found;
}

function pendingOn({ world, cut }: PendingParts, node: ManagedNode): string | undefined {
  const state = nodeStateOf(node.state);
  if (state === "Stopped" || state === "Terminated") return undefined;
  if (!hasPower(node.state)) {
    return `node ${node.id}, ${state === "Running" ? "rebooting" : state}`;
  }
  if (node.agent === undefined) return undefined;
  if (node.agent.jobs.length > 0) {
    return `${node.agent.jobs.length} jobs at the agent of ${node.id}`;
  }
  const epoch = world.service.controller.nodes.get(node.id)?.epoch ?? NO_CHANNEL;
  return epoch === NO_CHANNEL && !cut.has(node.id)
    ? `the agent of ${node.id}, not connected`
    : undefined;
}
