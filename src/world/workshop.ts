/**
 * The document workers of a host's nodes, and who hears what from whom.
 *
 * A worker survives its agent, so what it says is kept in its seat, in order, as files would keep
 * it; a new life of the agent that attaches is given all of it. A worker's process ends when its
 * document has ended; processes that outlive it have escaped.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, AgentInput, WorkerEffect, WorkerInput } from "../agent/input.ts";
import { DocumentWorker, stepWorker } from "../agent/worker.ts";
import { append } from "../kernel/append.ts";
import { Effects } from "../kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../kernel/effect.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessEvent } from "../process/process-event.ts";
import { boundaryAt, STEP_TAKEN } from "../kernel/boundary.ts";
import type { Boundaries, Death } from "../kernel/boundary.ts";
import type { ManagedNode, WorkerSeat } from "./managed-node.ts";
import type { Runs } from "./runs.ts";
import type { StoreCopy } from "./store-copy.ts";
import type { Troubles } from "./troubles.ts";

/** What a workshop needs of its host. */
export interface WorkshopHost {
  /** The kernel's owner of a node's workers; a timer's subject is the run. */
  workers(node: ManagedNode): number;
  tellAgent(node: ManagedNode, input: AgentInput, delayMs: number): void;
  isAgentUp(node: ManagedNode): boolean;
  /** A worker dies at a boundary of its. */
  die(node: ManagedNode, commandId: string, death: Death): void;
}

export interface WorkshopParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly boundaries: Boundaries;
  readonly troubles: Troubles;
}

export type WorkerOrders = Extract<
  AgentEffect,
  { type: "startWorker" | "attachWorker" | "tellWorker" | "killOrphans" }
>;

type Listed = WorkerEffect | WriteTrace;

export class Workshop {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly runs: Runs;
  private readonly boundaries: Boundaries;
  private readonly troubles: Troubles;
  private readonly host: WorkshopHost;

  constructor(parts: WorkshopParts, runs: Runs, host: WorkshopHost) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.boundaries = parts.boundaries;
    this.troubles = parts.troubles;
    this.runs = runs;
    this.host = host;
  }

  /**
   * Takes up a node whose store comes from a disk. A job that was stored as started counts as one
   * whose worker was there, and has ended with the power: none may run twice.
   */
  restore(node: ManagedNode): void {
    for (const [commandId, { folder }] of node.store.jobs) {
      if (folder === "current") node.addWorker(commandId, this.seat(commandId));
    }
  }

  /**
   * Something else stands on a node's disk from now on. A worker whose command is no started one
   * there has lost its files, and ends: its script goes on as an orphan.
   */
  replaceStore(node: ManagedNode, { store, said }: StoreCopy): void {
    for (const [commandId, seat] of node.workers) {
      if (seat.worker !== undefined && store.jobs.get(commandId)?.folder === "current") continue;
      if (seat.worker !== undefined) this.endProcess(node, seat);
      node.removeWorker(commandId);
    }
    node.store.replace(store);
    for (const [commandId, messages] of said) {
      if (node.workers.has(commandId)) continue;
      node.addWorker(commandId, { ...this.seat(commandId), said: messages });
    }
  }

  /** A node's clock was set. */
  clockMoved(node: ManagedNode, byMs: number): void {
    for (const seat of node.workers.values()) {
      this.step(node, seat, { type: "clock.moved", byMs });
    }
  }

  /** What an agent wants of its workers. */
  perform(node: ManagedNode, effect: WorkerOrders): void {
    switch (effect.type) {
      case "startWorker":
        this.start(node, effect);
        return;
      case "attachWorker":
        this.attach(node, effect.commandId);
        return;
      case "tellWorker":
        this.tellWorker(node, effect);
        return;
      case "killOrphans":
        this.runs.killOrphans(node, effect.commandId);
    }
  }

  /** Applies a change of the agent's store; a job that is deleted takes its worker's files along. */
  applyChange(node: ManagedNode, change: StoreChange): void {
    node.store.apply(change);
    if (change.table !== "job" || change.value !== undefined) return;
    if (node.workers.get(change.key)?.worker === undefined) node.removeWorker(change.key);
  }

  /** A timer of a worker, word of its agent, or news of its present step's run. */
  dispatch(node: ManagedNode, due: Due): void {
    const seat = seatOf(node, isTimer(due) ? timerSubject(due) : due.code);
    if (seat === undefined) return;
    if (isTimer(due)) this.step(node, seat, { type: "timer", subject: 0, timer: timerIndex(due) });
    else this.step(node, seat, due.payload as WorkerInput);
  }

  processEvent(run: number, node: ManagedNode, event: ProcessEvent): void {
    this.kernel.post(0, this.host.workers(node), run, event);
  }

  /**
   * Ends a worker's process alone: its script goes on as an orphan, of whose end nobody hears, and
   * the agent sees that the worker is gone. False when there is none.
   */
  crash(node: ManagedNode, commandId: string): boolean {
    const seat = node.workers.get(commandId);
    if (seat?.worker === undefined) return false;
    this.endProcess(node, seat);
    if (this.host.isAgentUp(node)) this.attach(node, commandId);
    return true;
  }

  /** The workers of a node end with its power; what they have said stays on its disk. */
  powerOff(node: ManagedNode): void {
    const owner = this.host.workers(node);
    for (const seat of node.workers.values()) {
      this.kernel.stopSubject(owner, seat.number);
      seat.worker = undefined;
    }
  }

  private start(
    node: ManagedNode,
    { order, done }: Extract<WorkerOrders, { type: "startWorker" }>,
  ): void {
    const seat = this.seat(order.commandId);
    seat.worker = new DocumentWorker({ node: node.id, options: node.options, order, done });
    node.addWorker(order.commandId, seat);
    this.step(node, seat, { type: "worker.start" });
  }

  private seat(commandId: string): WorkerSeat {
    const number = this.runs.takeNumber();
    return { number, runs: [], commandId, worker: undefined, said: [], quietUntilMs: 0 };
  }

  /** What is still on its way to the agent comes before: it is in the answer, and counts there. */
  private attach(node: ManagedNode, commandId: string): void {
    const seat = node.workers.get(commandId);
    const alive = seat?.worker !== undefined;
    const said = seat?.said ?? [];
    const unstarted = seat === undefined;
    const input = { type: "worker.attached", commandId, alive, unstarted, said } as const;
    const quietMs = (seat?.quietUntilMs ?? 0) - this.kernel.nowMs;
    this.host.tellAgent(node, input, Math.max(0, quietMs));
  }

  private tellWorker(
    node: ManagedNode,
    { commandId, atOnce }: Extract<WorkerOrders, { type: "tellWorker" }>,
  ): void {
    const seat = node.workers.get(commandId);
    if (seat?.worker === undefined) return;
    const input: WorkerInput = { type: "worker.cancel" };
    if (atOnce) this.step(node, seat, input);
    else this.kernel.post(this.drawDelay(node), this.host.workers(node), seat.number, input);
  }

  private step(node: ManagedNode, seat: WorkerSeat, input: WorkerInput): void {
    if (seat.worker === undefined) return;
    const effects = new Effects<WorkerEffect>(this.trace.enabled);
    stepWorker(seat.worker, input, this.troubles.clockMs(node, this.kernel.nowMs), effects);
    const { list } = effects;
    if (this.diesAt(node, seat, list, STEP_TAKEN)) return;
    for (const [at, effect] of list.entries()) {
      this.performOne(node, seat, effect);
      if (isGone(seat) || this.diesAt(node, seat, list, at)) return;
    }
  }

  /** Whether a worker dies at this place of its step; if so, it is dead now. */
  private diesAt(
    node: ManagedNode,
    seat: WorkerSeat,
    list: readonly Listed[],
    at: number,
  ): boolean {
    const { boundaries } = this;
    if (!boundaries.areWatched) return false;
    const { commandId } = seat;
    const who = { process: "worker", node: node.id, command: commandId } as const;
    const boundary = boundaryAt(who, list, at);
    const death = boundary && boundaries.ask(boundary, (fact) => this.writeFault(fact));
    if (death === undefined) return false;
    this.host.die(node, commandId, death);
    return true;
  }

  private writeFault(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "fault", fact);
  }

  private performOne(node: ManagedNode, seat: WorkerSeat, effect: Listed): void {
    const owner = this.host.workers(node);
    switch (effect.type) {
      case "startTimer":
        this.kernel.startTimer(owner, effect, node.prng, seat.number);
        return;
      case "stopTimer":
        this.kernel.stopTimer(owner, effect, seat.number);
        return;
      case "writeTrace":
        this.trace.write(this.kernel.nowMs, "agent", effect.event);
        return;
      case "startProcess":
        seat.runs = append(seat.runs, this.runs.start(node, effect.spec));
        return;
      case "signalProcess":
        this.runs.signal(node, seat.runs.at(-1) ?? 0, effect.signal);
        return;
      case "signalTree":
        this.runs.signalTree(node, seat.runs, effect.signal);
        return;
      case "findSurvivors":
        this.runs.findSurvivors(node, seat.runs);
        return;
      case "tellAgent":
        this.tellAgent(node, seat, effect.message);
        return;
      case "endWorker":
        this.endWorker(node, seat);
    }
  }

  private endProcess(node: ManagedNode, seat: WorkerSeat): void {
    this.kernel.stopSubject(this.host.workers(node), seat.number);
    this.endWorker(node, seat);
  }

  private endWorker(node: ManagedNode, seat: WorkerSeat): void {
    seat.worker = undefined;
    for (const run of seat.runs) this.runs.end(node, run);
  }

  /** Messages of one worker reach its agent in order, each after a delay of its own. */
  private tellAgent(node: ManagedNode, seat: WorkerSeat, said: WorkerSeat["said"][number]): void {
    seat.said = append(seat.said, said);
    if (!this.host.isAgentUp(node)) return;
    const { nowMs } = this.kernel;
    seat.quietUntilMs = Math.max(seat.quietUntilMs, nowMs + this.drawDelay(node));
    const { commandId } = seat;
    this.host.tellAgent(node, { type: "worker.said", commandId, said }, seat.quietUntilMs - nowMs);
  }

  private drawDelay(node: ManagedNode): number {
    const { minMs, maxMs } = node.options.workerIpcMs;
    if (minMs >= maxMs) return minMs;
    return this.kernel.chooser.range(node.prng, "workerIpc", minMs, maxMs);
  }
}

function isGone(seat: WorkerSeat): boolean {
  return seat.worker === undefined;
}

/** The seat of a worker's own number, or of its present step's run; news of older runs is late. */
function seatOf(node: ManagedNode, number: number): WorkerSeat | undefined {
  for (const seat of node.workers.values()) {
    if (seat.number === number || seat.runs.at(-1) === number) return seat;
  }
  return undefined;
}
