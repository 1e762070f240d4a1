/**
 * The agents of a host's nodes as steps of the host's own: their processes' lives, and their doors.
 *
 * An input passes the pace of its node, and then agent-steps.ts has the step. Whatever was under way
 * to an earlier life of an agent is dropped by its boot.
 */
import { Agent } from "../agent/agent.ts";
import type { AgentInput } from "../agent/input.ts";
import type { TraceFact } from "../kernel/effect.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import { NO_LOAD } from "./agent-lives.ts";
import type { AgentEnd, AgentLives, AgentLoad } from "./agent-lives.ts";
import { AgentSteps, isOver } from "./agent-steps.ts";
import type { AgentsPorts, AgentStepsParts } from "./agent-steps.ts";
import type { ManagedNode } from "./managed-node.ts";
import { takeNextStore } from "./next-store.ts";
import { Pace, isPaceEvent } from "./pace.ts";
import type { PaceEvent } from "./pace.ts";

export class Agents implements AgentLives {
  readonly pace: Pace;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly ports: AgentsPorts;
  private readonly parts: AgentStepsParts;
  private readonly steps: AgentSteps;

  constructor(parts: AgentStepsParts) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.ports = parts.ports;
    this.parts = parts;
    this.pace = new Pace({
      ...parts,
      step: (node, input) => {
        if (node.agent !== undefined) this.steps.step(node, node.agent, input);
      },
      carryOut: (node, held) => this.steps.carryOut(node, held),
    });
    this.steps = new AgentSteps(parts, this.pace);
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
    this.steps.step(node, node.agent, { type: "agent.start" });
  }

  end(node: ManagedNode, reason: AgentEnd): void {
    if (node.agent === undefined) return;
    const owner = this.parts.ownerOf(node);
    for (const subject of node.agent.subjects()) this.kernel.stopSubject(owner, subject);
    this.steps.stopTimers(node, this.pace.end(node)?.list ?? []);
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
    if (!this.pace.delays(node, input)) this.steps.step(node, node.agent, input);
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
    this.steps.step(node, node.agent, { type: "clock.moved", byMs });
  }

  troubleChanged(): void {
    // It is looked up whenever something comes to an agent.
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "agent", fact);
  }
}

/** The jobs that an agent has in hand. */
function loadOf({ jobs }: Agent): AgentLoad {
  return {
    running: jobs.filter((job) => job.holdsSlot()).length,
    queued: jobs.filter((job) => job.isWaiting()).length,
  };
}
