/**
 * The lives of a host's nodes: orders, the timers of their states, and what their power does.
 *
 * The `node` machine says what follows from what (life.ts steps it); here its timers are started and
 * stopped, and the host is told when a node's power comes or goes.
 */
import type { TraceFact } from "../kernel/effect.ts";
import { timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { MachineEffect, MachineTransition } from "../kernel/machine-runtime.ts";
import type { Due } from "../kernel/queue.ts";
import type { NodeState } from "../ssm/node-state.ts";
import { BIRTH, hasPower, lifeDelay, nodeStateOf, orderNode, timerNode } from "./life.ts";
import type { NodeOrder } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";
import { NOTICE, Outages } from "./outages.ts";

/** The subject of the timers of the machine's own. */
const STATE = 0;

export interface NodeLivesParts {
  readonly kernel: Kernel;
  /** The kernel's owner of a node's life. */
  readonly ownerOf: (node: ManagedNode) => number;
  /** Whether a machine has no life that the fleet knows of. */
  readonly isTwin: (node: ManagedNode) => boolean;
  readonly powerOn: (node: ManagedNode) => void;
  /** Everything that runs on the node ends. */
  readonly powerOff: (node: ManagedNode) => void;
  readonly stateChanged: (node: ManagedNode, to: NodeState) => void;
  readonly write: (fact: TraceFact) => void;
}

export class NodeLives {
  /** What is done to them from outside. */
  readonly outages: Outages;
  private readonly parts: NodeLivesParts;

  constructor(parts: NodeLivesParts) {
    this.parts = parts;
    const { kernel, ownerOf, write } = parts;
    const order = (node: ManagedNode, wanted: NodeOrder) => this.order(node, wanted);
    this.outages = new Outages({ kernel, ownerOf, order, write });
  }

  /** A node is there: a running one has its power at once, one that is launched a way to go. */
  begin(node: ManagedNode): void {
    if (hasPower(node.state)) this.parts.powerOn(node);
    if (node.state === BIRTH.target) for (const effect of BIRTH.effects) this.perform(node, effect);
  }

  /** A node is taken out of the fleet. */
  end(node: ManagedNode): void {
    const { kernel, ownerOf, powerOff } = this.parts;
    powerOff(node);
    kernel.stopSubject(ownerOf(node), STATE);
    kernel.stopSubject(ownerOf(node), NOTICE);
    this.outages.forget(node);
  }

  /** Gives a node an order of its life-cycle; false when its state does not take it. */
  order(node: ManagedNode, order: NodeOrder): boolean {
    const step = orderNode(node.state, order);
    if (step !== undefined) this.take(node, step, order);
    else {
      const state = nodeStateOf(node.state);
      const why = { machine: "node", state, cause: order } as const;
      this.parts.write({ event: "event.ignored", node: node.id, ...why });
    }
    return step !== undefined;
  }

  /** A timer of a node's life has fired. */
  timer(node: ManagedNode, due: Due): void {
    if (timerSubject(due) === NOTICE) {
      this.outages.noticeIsUp(node);
      return;
    }
    const step = timerNode(node.state, timerIndex(due));
    if (step !== undefined) this.take(node, step, "timer");
  }

  private take(node: ManagedNode, step: MachineTransition, cause: string): void {
    const from = nodeStateOf(node.state);
    node.state = step.target;
    for (const effect of step.effects) this.perform(node, effect);
    const to = nodeStateOf(node.state);
    if (from === to || this.parts.isTwin(node)) return;
    this.parts.write({ event: "node.stateChanged", node: node.id, from, to, cause });
    this.parts.stateChanged(node, to);
    this.outages.changed(node, to);
  }

  private perform(node: ManagedNode, effect: MachineEffect): void {
    const { kernel, ownerOf, powerOn, powerOff } = this.parts;
    if (effect.type === "startDelay") {
      const { timer, delay } = effect;
      const { pendingMs = node.life.pendingMs } = this.outages.of(node);
      const delayMs = lifeDelay({ ...node.life, pendingMs }, delay);
      const length = { minMs: delayMs, maxMs: delayMs };
      const start = { type: "startTimer", subject: STATE, timer, ...length } as const;
      kernel.startTimer(ownerOf(node), start, node.prng);
    } else if (effect.type === "stopDelay") {
      const stop = { type: "stopTimer", subject: STATE, timer: effect.timer } as const;
      kernel.stopTimer(ownerOf(node), stop);
    } else if (effect.name === "powerOn") {
      powerOn(node);
    } else {
      powerOff(node);
    }
  }
}
