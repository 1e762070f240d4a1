/**
 * The steps of document workers: what comes to one is taken in, and what it asks for carried out.
 *
 * Its effects follow one after another; a worker that ends in between carries out no more. At each
 * boundary it may be told to die.
 */
import type { WorkerEffect, WorkerInput } from "../agent/input.ts";
import { stepWorker } from "../agent/worker.ts";
import { append } from "../kernel/append.ts";
import { boundaryAt, STEP_TAKEN } from "../kernel/boundary.ts";
import type { Boundaries, Death } from "../kernel/boundary.ts";
import { Effects } from "../kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ManagedNode, WorkerSeat } from "./managed-node.ts";
import type { Runs } from "./runs.ts";
import type { Troubles } from "./troubles.ts";
import type { WorkerIpc } from "./worker-ipc.ts";

export interface WorkerStepsParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly boundaries: Boundaries;
  readonly troubles: Troubles;
  readonly runs: Runs;
  readonly ipc: WorkerIpc;
}

/** What steps need of their host. */
export interface WorkerStepsHost {
  /** The kernel's owner of a node's workers; a timer's subject is the run. */
  workers(node: ManagedNode): number;
  /** A worker dies at a boundary of its. */
  die(node: ManagedNode, commandId: string, death: Death): void;
}

type Listed = WorkerEffect | WriteTrace;

export class WorkerSteps {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly parts: WorkerStepsParts;
  private readonly host: WorkerStepsHost;

  constructor(parts: WorkerStepsParts, host: WorkerStepsHost) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.parts = parts;
    this.host = host;
  }

  /** One that is gone takes nothing in. */
  step(node: ManagedNode, seat: WorkerSeat, input: WorkerInput): void {
    if (seat.worker === undefined) return;
    const effects = new Effects<WorkerEffect>(this.trace.enabled);
    stepWorker(seat.worker, input, this.parts.troubles.clockMs(node, this.kernel.nowMs), effects);
    const { list } = effects;
    if (this.diesAt(node, seat, list, STEP_TAKEN)) return;
    for (const [at, effect] of list.entries()) {
      this.performOne(node, seat, effect);
      if (isGone(seat) || this.diesAt(node, seat, list, at)) return;
    }
  }

  /** Ends a worker's process, in the midst of its life. */
  end(node: ManagedNode, seat: WorkerSeat): void {
    this.kernel.stopSubject(this.host.workers(node), seat.number);
    this.leave(node, seat);
  }

  /** Whether a worker dies at this place of its step; if so, it is dead now. */
  private diesAt(
    node: ManagedNode,
    seat: WorkerSeat,
    list: readonly Listed[],
    at: number,
  ): boolean {
    const { boundaries } = this.parts;
    if (!boundaries.areWatched) return false;
    const { commandId } = seat;
    const who = { process: "worker", node: node.id, command: commandId } as const;
    const boundary = boundaryAt(who, list, at);
    const death = boundary && boundaries.ask(boundary, (fact) => this.writeFault(fact));
    if (death === undefined) return false;
    this.host.die(node, commandId, death);
    return true;
  }

  private performOne(node: ManagedNode, seat: WorkerSeat, effect: Listed): void {
    const { runs, ipc } = this.parts;
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
        seat.runs = append(seat.runs, runs.start(node, effect.spec));
        return;
      case "signalProcess":
        runs.signal(node, seat.runs.at(-1) ?? 0, effect.signal);
        return;
      case "signalTree":
        runs.signalTree(node, seat.runs, effect.signal);
        return;
      case "findSurvivors":
        runs.findSurvivors(node, seat.runs);
        return;
      case "tellAgent":
        ipc.tellAgent(node, seat, effect.message);
        return;
      case "endWorker":
        this.leave(node, seat);
    }
  }

  /** A worker's process is over: what lives of its runs has escaped. */
  private leave(node: ManagedNode, seat: WorkerSeat): void {
    seat.worker = undefined;
    for (const run of seat.runs) this.parts.runs.end(node, run);
  }

  private writeFault(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "fault", fact);
  }
}

function isGone(seat: WorkerSeat): boolean {
  return seat.worker === undefined;
}
