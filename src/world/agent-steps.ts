/**
 * The steps of agents: what comes to one is taken in, and what it asks for carried out.
 *
 * The `storeRecord` effects of a step come first, as one transaction; the others follow one after
 * another, and a life that has ended in between carries out no more: at each boundary it may be told
 * to.
 */
import { stepAgent } from "../agent/agent.ts";
import type { Agent } from "../agent/agent.ts";
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, AgentInput } from "../agent/input.ts";
import { boundaryAt, factsOfStores, STEP_STORED, STEP_TAKEN } from "../kernel/boundary.ts";
import { Effects } from "../kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { AgentLivesParts } from "./agent-lives.ts";
import type { HostPorts } from "./host-ports.ts";
import type { HeldStep } from "./input-line.ts";
import type { ManagedNode } from "./managed-node.ts";
import { MessageEffects } from "./message-effects.ts";
import type { Pace } from "./pace.ts";

type Listed = AgentEffect | WriteTrace;

export interface AgentStepsParts extends AgentLivesParts {
  readonly ports: AgentsPorts;
}

export type AgentsPorts = Pick<
  HostPorts,
  "openChannel" | "closeChannel" | "sendFrame" | "reportHealth" | "messages" | "durable"
>;

export class AgentSteps {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly ports: AgentsPorts;
  private readonly messages: MessageEffects;
  private readonly parts: AgentStepsParts;
  private readonly pace: Pace;

  constructor(parts: AgentStepsParts, pace: Pace) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.ports = parts.ports;
    this.messages = new MessageEffects(parts.ports.messages, parts.troubles);
    this.parts = parts;
    this.pace = pace;
  }

  step(node: ManagedNode, agent: Agent, input: AgentInput): void {
    const effects = new Effects<AgentEffect>(this.trace.enabled);
    stepAgent(agent, input, this.clockMs(node), effects);
    const { list } = effects;
    if (list.length === 0 || this.diesAt(node, list, STEP_TAKEN)) return;
    const held = { list, changes: storeChanges(list) };
    if (!this.pace.holds(node, held)) this.carryOut(node, held);
  }

  /** Stores what a step asks for, then does the rest of it. */
  carryOut(node: ManagedNode, { list, changes: wanted }: HeldStep): void {
    const changes = this.pace.taken(node, wanted);
    for (const change of changes) this.parts.workshop().applyChange(node, change);
    const { boot } = node;
    const { durable } = this.ports;
    if (durable === undefined) this.perform(node, boot, list);
    else durable.commit(node.id, changes, () => this.perform(node, boot, list));
  }

  /** Timers that a step was about to stop belong to nobody in the record any more. */
  stopTimers(node: ManagedNode, list: readonly Listed[]): void {
    for (const effect of list) {
      if (effect.type === "stopTimer") this.kernel.stopTimer(this.parts.ownerOf(node), effect);
    }
  }

  private perform(node: ManagedNode, boot: number, list: readonly Listed[]): void {
    if (isOver(node, boot) || this.diesAt(node, list, STEP_STORED)) return;
    for (let at = 0; at < list.length; at += 1) {
      this.performOne(node, list, at);
      if (isOver(node, boot) || this.diesAt(node, list, at)) return;
    }
  }

  /** Whether an agent dies at this place of its step; if so, it is dead now. */
  private diesAt(node: ManagedNode, list: readonly Listed[], at: number): boolean {
    const { boundaries } = this.parts;
    if (!boundaries.areWatched) return false;
    const who = { process: "agent", node: node.id, command: undefined } as const;
    const boundary = boundaryAt(who, list, at);
    const death = boundary && boundaries.ask(boundary, (fact) => this.write(fact, "fault"));
    if (death === undefined) return false;
    for (const fact of factsOfStores(list, at)) this.write(fact);
    this.stopTimers(node, list);
    this.parts.die(node, death);
    return true;
  }

  private clockMs(node: ManagedNode): number {
    return this.parts.troubles.clockMs(node, this.kernel.nowMs);
  }

  private performOne(node: ManagedNode, list: readonly Listed[], at: number): void {
    const effect = list[at];
    if (effect === undefined) return;
    switch (effect.type) {
      case "startTimer":
        this.pace.dropTimer(node, effect);
        this.kernel.startTimer(this.parts.ownerOf(node), effect, node.prng);
        return;
      case "stopTimer":
        this.pace.dropTimer(node, effect);
        this.kernel.stopTimer(this.parts.ownerOf(node), effect);
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
        this.sendReplies(node, effect, () => this.diesAt(node, list, at));
        return;
      case "reportHealth":
        this.write({ event: "health.reported", node: node.id, full: effect.full });
        this.ports.reportHealth(node, effect);
        return;
      case "getMessages":
      case "limitPolling":
      case "dropPoll":
      case "acknowledgeMessage":
      case "failMessage":
      case "sendReply":
        this.messages.perform(node, effect);
        return;
      case "rebootNode":
        this.parts.rebootNode(node);
        return;
      default:
        this.parts.workshop().perform(node, effect);
    }
  }

  private sendReplies(
    node: ManagedNode,
    effect: Extract<AgentEffect, { type: "sendReplies" }>,
    diesBetween: () => boolean,
  ): void {
    const { numerator, denominator } = effect.overtakes;
    const swapped = this.kernel.chooser.chance(node.prng, "replyOvertakes", numerator, denominator);
    const { epoch, first, second } = effect;
    this.ports.sendFrame(node, epoch, swapped ? second : first);
    if (diesBetween()) return;
    this.ports.sendFrame(node, epoch, swapped ? first : second);
  }

  private write(fact: TraceFact, source: "agent" | "fault" = "agent"): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, source, fact);
  }
}

const NO_CHANGES: readonly StoreChange[] = [];

/** Whether a life of an agent is over. */
export function isOver(node: ManagedNode, boot: number): boolean {
  return node.boot !== boot || node.agent === undefined;
}

function storeChanges(list: readonly (AgentEffect | WriteTrace)[]): readonly StoreChange[] {
  let changes: StoreChange[] | undefined;
  for (const effect of list) {
    if (effect.type === "storeRecord") (changes ??= []).push(effect);
  }
  return changes ?? NO_CHANGES;
}
