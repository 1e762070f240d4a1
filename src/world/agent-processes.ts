/**
 * The agents of a host's nodes as processes of their own, on the parent's side.
 *
 * What an agent has done counts as done even when it was killed a moment later: a life is over when
 * its process is gone and all that it has said was heard, and only then can the next one start. An
 * agent that is crashing still gives its orders, for it gave them before it died; one whose node has
 * lost its power has nobody left to give them to.
 */
import type { AgentInput } from "../agent/input.ts";
import type { Boundary, Death } from "../kernel/boundary.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Due } from "../kernel/queue.ts";
import { NO_LOAD } from "./agent-lives.ts";
import type { AgentEnd, AgentLives, AgentLivesParts, AgentLoad, AgentPace } from "./agent-lives.ts";
import type { AgentNews } from "./agent-news.ts";
import type { AgentPort, Ailments, HostPorts } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import { takeNextStore } from "./next-store.ts";

export interface AgentProcessesParts extends AgentLivesParts {
  readonly port: AgentPort;
  readonly durable: HostPorts["durable"];
}

interface Life {
  readonly boot: number;
  load: AgentLoad;
  /** Whether it asks at its boundaries. */
  isWatched: boolean;
  /** Why it was killed; undefined while it is up. */
  end: AgentEnd | undefined;
  hasPower: boolean;
  /** The next life begins as soon as this one is over. */
  startsAgain: boolean;
}

export class AgentProcesses implements AgentLives {
  readonly pace: AgentPace;
  private readonly parts: AgentProcessesParts;
  /** By the node's index. */
  private readonly lives = new Map<number, Life>();
  /** Nodes whose agent's process has ended without an order, until its next life. */
  private readonly killed = new Set<number>();

  constructor(parts: AgentProcessesParts) {
    this.parts = parts;
    this.pace = {
      hang: (node) => this.hang(node),
      wake: (node) => this.wake(node),
      hangsMs: (node) => this.hangsMs(node),
      fillDisk: (node) => this.fill(node, 1),
      freeDisk: (node) => this.fill(node, -1),
    };
  }

  start(node: ManagedNode): void {
    const last = this.lives.get(node.index);
    if (last !== undefined) {
      last.startsAgain = true;
      return;
    }
    const { boundaries, port } = this.parts;
    takeNextStore(node, { ...this.parts, write: (fact) => this.write(fact) });
    node.boot += 1;
    this.killed.delete(node.index);
    const isWatched = boundaries.areWatched;
    const born = { end: undefined, hasPower: true, startsAgain: false };
    this.lives.set(node.index, { boot: node.boot, load: NO_LOAD, isWatched, ...born });
    port.start(node, { ailments: this.ailmentsOf(node), isWatched });
  }

  end(node: ManagedNode, reason: AgentEnd): void {
    const life = this.lives.get(node.index);
    if (life === undefined) return;
    if (reason !== "crash") {
      life.hasPower = false;
      life.startsAgain = false;
    }
    if (life.end !== undefined) return;
    life.end = reason;
    this.endLine(node);
    this.parts.port.kill(node);
    if (reason !== "crash") this.write({ event: "agent.stopped", node: node.id, reason });
  }

  isUp(node: ManagedNode): boolean {
    return this.upLife(node) !== undefined;
  }

  /** Whether its process was ended by somebody else, so that nothing starts it again by itself. */
  wasKilled(node: ManagedNode): boolean {
    return this.killed.has(node.index);
  }

  load(node: ManagedNode): AgentLoad {
    return this.upLife(node)?.load ?? NO_LOAD;
  }

  input(node: ManagedNode, boot: number, input: AgentInput): void {
    const life = this.upLife(node);
    if (life?.boot !== boot) return;
    this.parts.port.tell(node, input);
    this.watch(node, life);
  }

  post(node: ManagedNode, input: AgentInput, delayMs: number): void {
    this.parts.kernel.post(delayMs, this.parts.ownerOf(node), node.boot, input);
  }

  dispatch(node: ManagedNode, due: Due): void {
    this.input(node, due.code, due.payload as AgentInput);
  }

  clockMoved(): void {
    // The trouble has changed as well, and of that it was told.
  }

  troubleChanged(node: ManagedNode): void {
    if (this.isUp(node)) this.parts.port.ail(node, this.ailmentsOf(node));
  }

  /** Somebody else is to be asked at boundaries from now on, or nobody. */
  boundariesChanged(node: ManagedNode): void {
    const life = this.upLife(node);
    if (life !== undefined) this.watch(node, life);
  }

  /** An agent stands at a boundary and waits for the answer: how it dies, if it does. */
  judge(node: ManagedNode, boot: number, boundary: Boundary): Death | undefined {
    if (this.upLife(node)?.boot !== boot) return undefined;
    return this.parts.boundaries.ask(boundary, (fact) => this.write(fact, "fault"));
  }

  /** An agent's process says what it has done, or is gone. */
  heard(node: ManagedNode, boot: number, news: AgentNews): void {
    const life = this.lives.get(node.index);
    if (life?.boot !== boot) return;
    switch (news.type) {
      case "trace":
        this.parts.trace.write(news.atMs, news.source, news.fact, news.stampNs);
        return;
      case "store":
        this.store(node, news);
        return;
      case "order":
        if (life.hasPower) this.parts.workshop().perform(node, news.order);
        return;
      case "reboot":
        if (life.hasPower) this.parts.rebootNode(node);
        return;
      case "load":
        life.load = news.load;
        return;
      case "died":
        if (life.end === undefined) this.parts.die(node, news.death);
        return;
      case "gone":
        this.gone(node, life);
    }
  }

  private store(node: ManagedNode, { changes }: Extract<AgentNews, { type: "store" }>): void {
    const { durable, port, workshop } = this.parts;
    const { boot } = node;
    for (const change of changes) workshop().applyChange(node, change);
    durable?.commit(node.id, changes, () => {
      if (this.upLife(node)?.boot === boot) port.stored(node);
    });
  }

  /** Whoever has killed it: a process that ends without an order has crashed. */
  private gone(node: ManagedNode, life: Life): void {
    this.lives.delete(node.index);
    if (life.end === undefined) {
      this.endLine(node);
      this.killed.add(node.index);
    }
    const reason = life.end ?? "crash";
    if (reason === "crash") this.write({ event: "agent.stopped", node: node.id, reason });
    if (life.startsAgain) this.start(node);
  }

  private hang(node: ManagedNode): void {
    if (!this.isUp(node)) return;
    const { troubles, kernel, port } = this.parts;
    const { line } = troubles.on(node);
    line.hangs += 1;
    if (line.hangs > 1) return;
    line.hangsSinceMs = kernel.nowMs;
    port.hang(node);
  }

  private wake(node: ManagedNode): void {
    const { troubles, port } = this.parts;
    const line = troubles.of(node)?.line;
    if (line === undefined || line.hangs === 0) return;
    line.hangs -= 1;
    if (line.hangs === 0) port.wake(node);
    troubles.tidy(node);
  }

  private hangsMs(node: ManagedNode): number {
    const line = this.parts.troubles.of(node)?.line;
    if (line === undefined || line.hangs === 0) return 0;
    return this.parts.kernel.nowMs - line.hangsSinceMs;
  }

  private fill(node: ManagedNode, by: 1 | -1): void {
    const { troubles } = this.parts;
    const trouble = troubles.on(node);
    trouble.fillings = Math.max(0, trouble.fillings + by);
    troubles.tidy(node);
    this.troubleChanged(node);
  }

  private endLine(node: ManagedNode): void {
    const { troubles } = this.parts;
    troubles.of(node)?.endLine();
    troubles.tidy(node);
  }

  private ailmentsOf(node: ManagedNode): Ailments {
    const trouble = this.parts.troubles.of(node);
    if (trouble === undefined) return NO_AILMENTS;
    const { slow, diskSlow, skewMs, fillings } = trouble;
    return { slow, diskSlow, skewMs, isDiskFull: fillings > 0 };
  }

  private watch(node: ManagedNode, life: Life): void {
    const { areWatched } = this.parts.boundaries;
    if (life.isWatched === areWatched) return;
    life.isWatched = areWatched;
    this.parts.port.watch(node, areWatched);
  }

  private upLife(node: ManagedNode): Life | undefined {
    const life = this.lives.get(node.index);
    return life?.end === undefined ? life : undefined;
  }

  private write(fact: TraceFact, source: "agent" | "fault" = "agent"): void {
    const { trace, kernel } = this.parts;
    if (trace.enabled) trace.write(kernel.nowMs, source, fact);
  }
}

const NO_TIME = { minMs: 0, maxMs: 0 };
const NO_AILMENTS: Ailments = { slow: NO_TIME, diskSlow: NO_TIME, skewMs: 0, isDiskFull: false };
