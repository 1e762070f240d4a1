/**
 * What a world still has to do: nothing is left when it has settled.
 *
 * Pending are API calls under way, commands that have not ended on a node, jobs that an agent has,
 * nodes that change their state, agents that have yet to come back to the controller, and a
 * controller that is down. Not pending is what would go on for ever by design: health reports, polls,
 * stored replies that are sent again; a cancel of what has expired, for an agent that is away; and
 * processes that outlived their command, for nobody waits for them.
 */
import type { Controller } from "../controller/controller.ts";
import { isTerminal } from "../controller/invocation-state.ts";
import { NO_CHANNEL } from "../controller/registered-node.ts";
import { hasPower, nodeStateOf } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";

/** What is looked at of a world. */
export interface PendingWorld {
  readonly service: { readonly controller: Controller; readonly isAlive: boolean };
  readonly host: {
    readonly nodes: Iterable<ManagedNode>;
    node(id: string): ManagedNode | undefined;
    /** How many jobs its agent has; undefined while it is down. */
    jobsOf(node: ManagedNode): number | undefined;
  };
}

/** What the owner's own records add to the world's: which links it has cut. */
export interface PendingParts {
  readonly world: PendingWorld;
  readonly calls: { readonly count: number };
  readonly cut: ReadonlySet<string>;
}

/** Asks whether anything is pending, again and again while a world is played. */
export class Pending {
  private readonly parts: PendingParts;
  /** The node that was pending when it was last asked: it most likely still is. */
  private last: ManagedNode | undefined = undefined;

  constructor(parts: PendingParts) {
    this.parts = parts;
  }

  /** API calls, commands, or the controller itself. */
  get hasOpenWork(): boolean {
    const { world, calls } = this.parts;
    const { service } = world;
    return calls.count > 0 || service.controller.hasOpenCommands || !service.isAlive;
  }

  get isPending(): boolean {
    if (this.hasOpenWork) return true;
    const { last } = this;
    const { host } = this.parts.world;
    if (last !== undefined && host.node(last.id) === last && this.isPendingOn(last)) return true;
    this.last = undefined;
    for (const node of host.nodes) {
      if (!this.isPendingOn(node)) continue;
      this.last = node;
      return true;
    }
    return false;
  }

  private isPendingOn(node: ManagedNode): boolean {
    return pendingOn(this.parts, node) !== undefined;
  }
}

/** One phrase for each thing that is pending, for messages; the first ones. */
export function listPending(parts: PendingParts, linesMax: number): string[] {
  const { world, calls } = parts;
  const found: string[] = [];
  if (calls.count > 0) found.push(`${calls.count} API calls under way`);
  if (!world.service.isAlive) found.push("the controller, down");
  for (const { commandId, nodeId, state } of world.service.controller.openInvocations.values()) {
    if (isTerminal(state)) continue;
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
  const jobs = world.host.jobsOf(node);
  if (jobs === undefined) return undefined;
  if (jobs > 0) return `${jobs} jobs at the agent of ${node.id}`;
  const epoch = world.service.controller.nodes.get(node.id)?.epoch ?? NO_CHANNEL;
  return epoch === NO_CHANNEL && !cut.has(node.id)
    ? `the agent of ${node.id}, not connected`
    : undefined;
}
