/**
 * The document workers of a host's nodes: what agents want of them, and what becomes of them.
 *
 * A worker survives its agent. Its process ends when its document has ended; processes that outlive it
 * have escaped. Its seat, with all that it has said, stays until the file of its job is deleted.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, WorkerInput } from "../agent/input.ts";
import { DocumentWorker } from "../agent/worker.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { ProcessEvent } from "../process/process-event.ts";
import type { ManagedNode, WorkerSeat } from "./managed-node.ts";
import type { Runs } from "./runs.ts";
import type { StoreCopy } from "./store-copy.ts";
import { WorkerIpc } from "./worker-ipc.ts";
import type { WorkerIpcHost } from "./worker-ipc.ts";
import { WorkerSteps } from "./worker-steps.ts";
import type { WorkerStepsHost, WorkerStepsParts } from "./worker-steps.ts";

/** What a workshop needs of its host. */
export interface WorkshopHost extends WorkerIpcHost, WorkerStepsHost {}

export type WorkshopParts = Omit<WorkerStepsParts, "runs" | "ipc">;

export type WorkerOrders = Extract<
  AgentEffect,
  { type: "startWorker" | "attachWorker" | "tellWorker" | "killOrphans" }
>;

export class Workshop {
  private readonly kernel: Kernel;
  private readonly runs: Runs;
  private readonly host: WorkshopHost;
  private readonly ipc: WorkerIpc;
  private readonly steps: WorkerSteps;

  constructor(parts: WorkshopParts, runs: Runs, host: WorkshopHost) {
    this.kernel = parts.kernel;
    this.runs = runs;
    this.host = host;
    this.ipc = new WorkerIpc(parts.kernel, host);
    this.steps = new WorkerSteps({ ...parts, runs, ipc: this.ipc }, host);
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
      if (seat.worker !== undefined) this.steps.end(node, seat);
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
      this.steps.step(node, seat, { type: "clock.moved", byMs });
    }
  }

  /** What an agent wants of its workers. */
  perform(node: ManagedNode, effect: WorkerOrders): void {
    switch (effect.type) {
      case "startWorker":
        this.start(node, effect);
        return;
      case "attachWorker":
        this.ipc.attach(node, effect.commandId);
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
    const input: WorkerInput = isTimer(due)
      ? { type: "timer", subject: 0, timer: timerIndex(due) }
      : (due.payload as WorkerInput);
    this.steps.step(node, seat, input);
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
    this.steps.end(node, seat);
    if (this.host.isAgentUp(node)) this.ipc.attach(node, commandId);
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
    this.steps.step(node, seat, { type: "worker.start" });
  }

  private seat(commandId: string): WorkerSeat {
    const number = this.runs.takeNumber();
    return { number, runs: [], commandId, worker: undefined, said: [], quietUntilMs: 0 };
  }

  private tellWorker(
    node: ManagedNode,
    { commandId, atOnce }: Extract<WorkerOrders, { type: "tellWorker" }>,
  ): void {
    const seat = node.workers.get(commandId);
    if (seat?.worker === undefined) return;
    const input: WorkerInput = { type: "worker.cancel" };
    if (atOnce) this.steps.step(node, seat, input);
    else this.ipc.tellWorker(node, seat, input);
  }
}

/** The seat of a worker's own number, or of its present step's run; news of older runs is late. */
function seatOf(node: ManagedNode, number: number): WorkerSeat | undefined {
  for (const seat of node.workers.values()) {
    if (seat.number === number || seat.runs.at(-1) === number) return seat;
  }
  return undefined;
}
