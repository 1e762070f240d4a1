/**
 * What agents and their document workers say to each other: each message takes a while.
 *
 * A worker survives its agent, so what it says is kept in its seat, in order, as files would keep
 * it. Messages of one worker reach its agent in that order; a new life of the agent that attaches is
 * given all of them.
 */
import type { AgentInput, WorkerInput, WorkerMessage } from "../agent/input.ts";
import { append } from "../kernel/append.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ManagedNode, WorkerSeat } from "./managed-node.ts";

/** The two ends. */
export interface WorkerIpcHost {
  /** The kernel's owner of a node's workers. */
  workers(node: ManagedNode): number;
  tellAgent(node: ManagedNode, input: AgentInput, delayMs: number): void;
  isAgentUp(node: ManagedNode): boolean;
}

export class WorkerIpc {
  private readonly kernel: Kernel;
  private readonly host: WorkerIpcHost;

  constructor(kernel: Kernel, host: WorkerIpcHost) {
    this.kernel = kernel;
    this.host = host;
  }

  /** An agent asks for all that the worker of a command has said. */
  attach(node: ManagedNode, commandId: string): void {
    const seat = node.workers.get(commandId);
    const alive = seat?.worker !== undefined;
    const said = seat?.said ?? [];
    const unstarted = seat === undefined;
    const input = { type: "worker.attached", commandId, alive, unstarted, said } as const;
    // What is still on its way to the agent comes before: it is in the answer, and counts there.
    const quietMs = (seat?.quietUntilMs ?? 0) - this.kernel.nowMs;
    this.host.tellAgent(node, input, Math.max(0, quietMs));
  }

  /** A worker says something: it is kept, and on its way if there is an agent. */
  tellAgent(node: ManagedNode, seat: WorkerSeat, said: WorkerMessage): void {
    seat.said = append(seat.said, said);
    if (!this.host.isAgentUp(node)) return;
    const { nowMs } = this.kernel;
    seat.quietUntilMs = Math.max(seat.quietUntilMs, nowMs + this.drawDelay(node));
    const { commandId } = seat;
    this.host.tellAgent(node, { type: "worker.said", commandId, said }, seat.quietUntilMs - nowMs);
  }

  tellWorker(node: ManagedNode, seat: WorkerSeat, input: WorkerInput): void {
    this.kernel.post(this.drawDelay(node), this.host.workers(node), seat.number, input);
  }

  private drawDelay(node: ManagedNode): number {
    const { minMs, maxMs } = node.options.workerIpcMs;
    if (minMs >= maxMs) return minMs;
    return this.kernel.chooser.range(node.prng, "workerIpc", minMs, maxMs);
  }
}
