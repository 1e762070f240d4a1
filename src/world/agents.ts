/**
 * The agents of a host's nodes: their processes' lives, their steps, and what they ask for.
 *
 * The `storeRecord` effects of a step come first, as one transaction; the others follow one after
 * another, and a life that has ended in between carries out no more. Whatever was under way to an
 * earlier life of an agent is dropped by its boot.
 */
import { Agent, stepAgent } from "../agent/agent.ts";
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, AgentInput } from "../agent/input.ts";
import { Effects } from "../kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../kernel/effect.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { HostPorts } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Workshop } from "./workshop.ts";

export class Agents {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly ports: HostPorts;
  private readonly workshop: () => Workshop;
  private readonly ownerOf: (node: ManagedNode) => number;
  private readonly rebootNode: (node: ManagedNode) => void;

  constructor(parts: {
    readonly kernel: Kernel;
    readonly trace: Trace;
    readonly ports: HostPorts;
    readonly workshop: () => Workshop;
    readonly ownerOf: (node: ManagedNode) => number;
    readonly rebootNode: (node: ManagedNode) => void;
  }) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.ports = parts.ports;
    this.workshop = parts.workshop;
    this.ownerOf = parts.ownerOf;
    this.rebootNode = parts.rebootNode;
  }

  /** Starts an agent's process over what its node has stored. */
  start(node: ManagedNode): void {
    const isFirst = node.boot === 0 && node.store.jobs.size === 0;
    node.boot += 1;
    node.agent = new Agent({
      node: node.id,
      options: node.options,
      store: node.store,
      origin: node.prng,
      boot: node.boot,
    });
    const event = isFirst ? "agent.started" : "agent.restarted";
    this.write({ event, node: node.id, boot: node.boot });
    this.step(node, node.agent, { type: "agent.start" });
  }

  /** Ends an agent's process and its sockets; its workers and processes go on without it. */
  end(node: ManagedNode, reason: "crash" | "power"): void {
    if (node.agent === undefined) return;
    const owner = this.ownerOf(node);
    for (const subject of node.agent.subjects()) this.kernel.stopSubject(owner, subject);
    node.agent = undefined;
    this.ports.closeChannel(node);
    this.write({ event: "agent.stopped", node: node.id, reason });
  }

  /** Hands an input to an agent now, unless it is for an earlier life. */
  input(node: ManagedNode, boot: number, input: AgentInput): void {
    if (node.agent !== undefined && boot === node.boot) this.step(node, node.agent, input);
  }

  /** Posts an input for the agent's present life; it is dropped when that is over by then. */
  post(node: ManagedNode, input: AgentInput, delayMs: number): void {
    this.kernel.post(delayMs, this.ownerOf(node), node.boot, input);
  }

  dispatch(node: ManagedNode, due: Due): void {
    if (node.agent === undefined) return;
    if (isTimer(due)) {
      const input = { type: "timer", subject: timerSubject(due), timer: timerIndex(due) } as const;
      this.step(node, node.agent, input);
    } else {
      this.input(node, due.code, due.payload as AgentInput);
    }
  }

  private step(node: ManagedNode, agent: Agent, input: AgentInput): void {
    const effects = new Effects<AgentEffect>(this.trace.enabled);
    stepAgent(agent, input, this.kernel.nowMs, effects);
    const { list } = effects;
    if (list.length === 0) return;
    const changes = storeChanges(list);
    for (const change of changes) this.workshop().applyChange(node, change);
    const { boot } = node;
    const { durable } = this.ports;
    if (durable === undefined) this.perform(node, boot, list);
    else durable.commit(node.id, changes, () => this.perform(node, boot, list));
  }

  private perform(
    node: ManagedNode,
    boot: number,
    list: readonly (AgentEffect | WriteTrace)[],
  ): void {
    for (const effect of list) {
      if (node.boot !== boot || node.agent === undefined) return;
      this.performOne(node, effect);
    }
  }

  private performOne(node: ManagedNode, effect: AgentEffect | WriteTrace): void {
    switch (effect.type) {
      case "startTimer":
        this.kernel.startTimer(this.ownerOf(node), effect, node.prng);
        return;
      case "stopTimer":
        this.kernel.stopTimer(this.ownerOf(node), effect);
        return;
      case "writeTrace":
        this.write(effect.event);
        return;
      case "storeRecord":
        return;
      case "openChannel":
        this.ports.openChannel(node);
        return;
      case "closeChannel":
        this.ports.closeChannel(node);
        return;
      case "sendFrame":
        this.ports.sendFrame(node, effect.epoch, effect.message);
        return;
      case "sendReplies":
        this.sendReplies(node, effect);
        return;
      case "reportHealth":
        this.ports.reportHealth(node, effect.full);
        return;
      case "rebootNode":
        this.rebootNode(node);
        return;
      default:
        this.workshop().perform(node, effect);
    }
  }

  private sendReplies(
    node: ManagedNode,
    effect: Extract<AgentEffect, { type: "sendReplies" }>,
  ): void {
    const { numerator, denominator } = effect.overtakes;
    const swapped = this.kernel.chooser.chance(node.prng, "replyOvertakes", numerator, denominator);
    const { epoch, first, second } = effect;
    this.ports.sendFrame(node, epoch, swapped ? second : first);
    this.ports.sendFrame(node, epoch, swapped ? first : second);
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "agent", fact);
  }
}

const NO_CHANGES: readonly StoreChange[] = [];

function storeChanges(list: readonly (AgentEffect | WriteTrace)[]): readonly StoreChange[] {
  let changes: StoreChange[] | undefined;
  for (const effect of list) {
    if (effect.type === "storeRecord") (changes ??= []).push(effect);
  }
  return changes ?? NO_CHANGES;
}
