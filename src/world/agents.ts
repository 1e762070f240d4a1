/**
 * The agents of a host's nodes: their processes' lives, their steps, and what they ask for.
 *
 * The `storeRecord` effects of a step come first, as one transaction; the others follow one after
 * another, and a life that has ended in between carries out no more: at each boundary it may be told
 * to. Whatever was under way to an earlier life of an agent is dropped by its boot.
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
import { boundaryAt, factsOfStores, STEP_STORED, STEP_TAKEN } from "../kernel/boundary.ts";
import { NO_LOAD } from "./agent-lives.ts";
import type { AgentEnd, AgentLives, AgentLivesParts, AgentLoad } from "./agent-lives.ts";
import type { HostPorts } from "./host-ports.ts";
import type { HeldStep } from "./input-line.ts";
import type { ManagedNode } from "./managed-node.ts";
import { takeNextStore } from "./next-store.ts";
import { Pace, isPaceEvent } from "./pace.ts";
import type { PaceEvent } from "./pace.ts";

type Listed = AgentEffect | WriteTrace;

export interface AgentsParts extends AgentLivesParts {
  readonly ports: AgentsPorts;
}

export type AgentsPorts = Pick<
  HostPorts,
  "openChannel" | "closeChannel" | "sendFrame" | "reportHealth" | "messages" | "durable"
>;

export class Agents implements AgentLives {
  readonly pace: Pace;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly ports: AgentsPorts;
  private readonly parts: AgentsParts;

  constructor(parts: AgentsParts) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.ports = parts.ports;
    this.parts = parts;
    this.pace = new Pace({
      ...parts,
      step: (node, input) => {
        if (node.agent !== undefined) this.step(node, node.agent, input);
      },
      carryOut: (node, held) => this.carryOut(node, held),
    });
  }

  start(node: ManagedNode): void {
    const isFirst = node.boot === 0 && node.store.jobs.size === 0;
    takeNextStore(node, { ...this.parts, write: (fact) => this.write(fact) });
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

  end(node: ManagedNode, reason: AgentEnd): void {
    if (node.agent === undefined) return;
    const owner = this.parts.ownerOf(node);
    for (const subject of node.agent.subjects()) this.kernel.stopSubject(owner, subject);
    this.stopTimers(node, this.pace.end(node)?.list ?? []);
    node.agent = undefined;
    this.ports.closeChannel(node);
    this.ports.messages.drop(node);
    this.write({ event: "agent.stopped", node: node.id, reason });
  }

  isUp(node: ManagedNode): boolean {
    return node.agent !== undefined;
  }

  load({ agent }: ManagedNode): AgentLoad {
    return agent === undefined ? NO_LOAD : loadOf(agent);
  }

  /** It may have to wait at its door. */
  input(node: ManagedNode, boot: number, input: AgentInput): void {
    if (node.agent === undefined || boot !== node.boot) return;
    if (!this.pace.delays(node, input)) this.step(node, node.agent, input);
  }

  post(node: ManagedNode, input: AgentInput, delayMs: number): void {
    this.kernel.post(delayMs, this.parts.ownerOf(node), node.boot, input);
  }

  dispatch(node: ManagedNode, due: Due): void {
    if (isTimer(due)) {
      const input = { type: "timer", subject: timerSubject(due), timer: timerIndex(due) } as const;
      this.input(node, node.boot, input);
      return;
    }
    const payload = due.payload as AgentInput | PaceEvent;
    if (!isPaceEvent(payload)) this.input(node, due.code, payload);
    else if (!isOver(node, due.code)) this.pace.due(node, payload);
  }

  clockMoved(node: ManagedNode, byMs: number): void {
    if (node.agent === undefined) return;
    this.step(node, node.agent, { type: "clock.moved", byMs });
  }

  troubleChanged(): void {
    // It is looked up whenever something comes to an agent.
  }

  private step(node: ManagedNode, agent: Agent, input: AgentInput): void {
    const effects = new Effects<AgentEffect>(this.trace.enabled);
    stepAgent(agent, input, this.clockMs(node), effects);
    const { list } = effects;
    if (list.length === 0 || this.diesAt(node, list, STEP_TAKEN)) return;
    const held = { list, changes: storeChanges(list) };
    if (!this.pace.holds(node, held)) this.carryOut(node, held);
  }

  private carryOut(node: ManagedNode, { list, changes: wanted }: HeldStep): void {
    const changes = this.pace.taken(node, wanted);
    for (const change of changes) this.parts.workshop().applyChange(node, change);
    const { boot } = node;
    const { durable } = this.ports;
    if (durable === undefined) this.perform(node, boot, list);
    else durable.commit(node.id, changes, () => this.perform(node, boot, list));
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

  /** Timers that a step was about to stop belong to nobody in the record any more. */
  private stopTimers(node: ManagedNode, list: readonly Listed[]): void {
    for (const effect of list) {
      if (effect.type === "stopTimer") this.kernel.stopTimer(this.parts.ownerOf(node), effect);
    }
  }

  private clockMs(node: ManagedNode): number {
    return this.parts.troubles.clockMs(node, this.kernel.nowMs);
  }

  /** A time of an agent's clock as the world's. */
  private worldMs(node: ManagedNode, atMs: number | undefined): number | undefined {
    return atMs === undefined ? undefined : atMs - this.parts.troubles.clockMs(node, 0);
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
        this.callMessages(node, effect);
        return;
      case "rebootNode":
        this.parts.rebootNode(node);
        return;
      default:
        this.parts.workshop().perform(node, effect);
    }
  }

  private callMessages(node: ManagedNode, effect: MessageCall): void {
    const { messages } = this.ports;
    switch (effect.type) {
      case "getMessages":
        messages.get(node, { ...effect, untilMs: this.worldMs(node, effect.untilMs) });
        return;
      case "limitPolling":
        messages.limit(node, this.worldMs(node, effect.untilMs));
        return;
      case "dropPoll":
        messages.drop(node);
        return;
      case "acknowledgeMessage":
        messages.acknowledge(node, effect.jobId);
        return;
      case "failMessage":
        messages.fail(node, effect.jobId, effect.failure);
        return;
      case "sendReply":
        messages.reply(node, effect.message);
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

type MessageCall = Extract<
  AgentEffect,
  { type: `${string}Message` | "getMessages" | "limitPolling" | "dropPoll" | "sendReply" }
>;

/** The jobs that an agent has in hand. */
function loadOf({ jobs }: Agent): AgentLoad {
  return {
    running: jobs.filter((job) => job.holdsSlot()).length,
    queued: jobs.filter((job) => job.isWaiting()).length,
  };
}

const NO_CHANGES: readonly StoreChange[] = [];

function isOver(node: ManagedNode, boot: number): boolean {
  return node.boot !== boot || node.agent === undefined;
}

function storeChanges(list: readonly (AgentEffect | WriteTrace)[]): readonly StoreChange[] {
  let changes: StoreChange[] | undefined;
  for (const effect of list) {
    if (effect.type === "storeRecord") (changes ??= []).push(effect);
  }
  return changes ?? NO_CHANGES;
}
