/**
 * The faults of a live service: the same board as in virtual time, on the service's kernel, its trace
 * and its gate.
 */
import { FaultBoard } from "../../faults/board.ts";
import type { ListedPlan } from "../../faults/board.ts";
import type { FaultHands } from "../../faults/hands.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import type { Due } from "../../kernel/queue.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { TraceEvent, TraceReader } from "../../kernel/trace.ts";
import type { LiveCore } from "../server/live-core.ts";
import { FAULTS_OWNER } from "./gate-parts.ts";
import type { Gate } from "./gate.ts";

/** What others do with the faults of a live service. */
export interface LivePlans {
  /**
   * Puts a plan on the board, with ids for names; its times count from now.
   *
   * Errors: throws past PLANS_MAX, and for a node that the controller does not know. What can't be
   *   carried out is said by liveRefusal, and not here.
   */
  put(plan: FaultPlan): number;
  lift(number: number): void;
  healAll(): void;
  list(): readonly ListedPlan[];
  /** Tells plans that begin by an event of one that is in no trace of this service. */
  see(event: TraceEvent): void;
}

export interface LiveFaultsParts {
  readonly core: () => LiveCore;
  readonly gate: Gate;
  readonly hands: FaultHands;
  readonly prng: Prng;
}

export class LiveFaults implements LivePlans {
  readonly board: FaultBoard;
  private readonly core: () => LiveCore;
  private readonly readers: TraceReader[] = [];

  constructor({ core, gate, hands, prng }: LiveFaultsParts) {
    this.core = core;
    const { kernel, trace } = core();
    this.board = new FaultBoard({
      ...{ kernel, trace, hands, prng, owner: FAULTS_OWNER },
      reads: (reader) => this.read(reader),
      nodes: () => [...(core().controller?.nodes.keys() ?? [])],
      ended: (plan) => gate.planEnded(plan),
    });
  }

  put(plan: FaultPlan): number {
    return this.within(() => this.board.put(plan));
  }

  lift(number: number): void {
    this.within(() => this.board.lift(number));
  }

  healAll(): void {
    this.within(() => this.board.healAll());
  }

  list(): readonly ListedPlan[] {
    return this.board.list();
  }

  see(event: TraceEvent): void {
    this.within(() => {
      for (const reader of this.readers) reader(event);
    });
  }

  /** A moment of the board's has come. */
  dispatch(due: Due): void {
    this.board.dispatch(due);
  }

  /** The service's trace, but for what the gate shows when it passes: see FrameGate. */
  private read(reader: TraceReader): void {
    this.readers.push(reader);
    this.core().trace.read((event) => {
      if (!isOfAgentsEnd(event)) reader(event);
    });
  }

  private within<T>(work: () => T): T {
    let result: { readonly value: T } | { readonly error: unknown } | undefined;
    this.core().within(() => {
      try {
        result = { value: work() };
      } catch (error) {
        result = { error };
      }
    });
    if (result === undefined)
      throw new Error("the service has stopped: it takes no fault any more");
    if ("error" in result) throw result.error;
    return result.value;
  }
}

/** A frame that an agent of a host says it has sent: only the service's own lines have an epoch. */
function isOfAgentsEnd(event: TraceEvent): boolean {
  return event.event === "frame.sent" && event["epoch"] === undefined;
}
