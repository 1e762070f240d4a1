/**
 * What faults do to the agents, disks and clocks of a host's nodes, and how they take it back.
 *
 * Nothing in here decides when: that is the faults' matter. What several faults do at once adds up,
 * and each takes its own part back.
 */
import type { AgentLives } from "./agent-lives.ts";
import type { MsRange } from "./link.ts";
import type { ManagedNode } from "./managed-node.ts";
import { copyStore, lostStore } from "./store-copy.ts";
import type { StoreCopy } from "./store-copy.ts";
import type { Trouble, Troubles } from "./troubles.ts";
import type { Workshop } from "./workshop.ts";

export interface NodeFaultsParts {
  readonly troubles: Troubles;
  readonly agents: AgentLives;
  readonly workshop: Workshop;
}

export class NodeFaults {
  private readonly parts: NodeFaultsParts;

  constructor(parts: NodeFaultsParts) {
    this.parts = parts;
  }

  /** Nothing that comes to the agent is taken in until it wakes; its process keeps its sockets. */
  hang(node: ManagedNode): void {
    this.parts.agents.pace.hang(node);
  }

  wake(node: ManagedNode): void {
    this.parts.agents.pace.wake(node);
  }

  /** For how long it has hung; 0 if it does not. */
  hangsMs(node: ManagedNode): number {
    return this.parts.agents.pace.hangsMs(node);
  }

  /** Each input is taken in so much later. */
  slow(node: ManagedNode, range: MsRange): void {
    this.change(node, (trouble) => (trouble.slow = sum(trouble.slow, range)));
  }

  quicken(node: ManagedNode, range: MsRange): void {
    this.change(node, (trouble) => (trouble.slow = difference(trouble.slow, range)));
  }

  /** Each step that stores anything takes so long for it. */
  slowDisk(node: ManagedNode, range: MsRange): void {
    this.change(node, (trouble) => (trouble.diskSlow = sum(trouble.diskSlow, range)));
  }

  quickenDisk(node: ManagedNode, range: MsRange): void {
    this.change(node, (trouble) => (trouble.diskSlow = difference(trouble.diskSlow, range)));
  }

  fillDisk(node: ManagedNode): void {
    this.parts.agents.pace.fillDisk(node);
  }

  freeDisk(node: ManagedNode): void {
    this.parts.agents.pace.freeDisk(node);
  }

  /** The clock that an agent and its workers tell the time by is set; their timers are not. */
  moveClock(node: ManagedNode, byMs: number): void {
    this.change(node, (trouble) => (trouble.skewMs += byMs));
    this.parts.agents.clockMoved(node, byMs);
    this.parts.workshop.clockMoved(node, byMs);
  }

  /** What the agent has stored is gone at its next start. */
  loseStore(node: ManagedNode): void {
    this.setNextStore(node, lostStore());
  }

  /** What is stored now comes back at the agent's next start, whatever it stores until then. */
  copyStore(node: ManagedNode): void {
    this.setNextStore(node, copyStore(node));
  }

  /** The next start finds what was stored last, as it should be. */
  keepStore(node: ManagedNode): void {
    this.setNextStore(node, undefined);
  }

  /** Every document worker of a node ends; their scripts go on as orphans. */
  crashWorkers(node: ManagedNode): void {
    for (const commandId of [...node.workers.keys()]) this.parts.workshop.crash(node, commandId);
  }

  private setNextStore(node: ManagedNode, next: StoreCopy | undefined): void {
    this.change(node, (trouble) => (trouble.nextStore = next));
  }

  private change(node: ManagedNode, by: (trouble: Trouble) => void): void {
    const { troubles, agents } = this.parts;
    by(troubles.on(node));
    troubles.tidy(node);
    agents.troubleChanged(node);
  }
}

function sum(one: MsRange, other: MsRange): MsRange {
  return { minMs: one.minMs + other.minMs, maxMs: one.maxMs + other.maxMs };
}

function difference(one: MsRange, other: MsRange): MsRange {
  return { minMs: one.minMs - other.minMs, maxMs: one.maxMs - other.maxMs };
}
