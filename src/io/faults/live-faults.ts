/**
 * The faults of a live service: the same board as in virtual time, on the service's kernel, its trace
 * and its gate.
 */
import { FaultBoard } from "../../faults/board.ts";
import type { ListedPlan } from "../../faults/board.ts";
import type { FaultHands } from "../../faults/hands.ts";
import { planWords } from "../../faults/plan-words.ts";
import type { EventPattern, FaultPlan } from "../../faults/plan.ts";
import type { Due } from "../../kernel/queue.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { TraceEvent, TraceReader } from "../../kernel/trace.ts";
import type { HostPlan } from "../host-channel/hosts.ts";
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
  readonly hosts: PlanHosts;
  readonly prng: Prng;
}

/** Who carries plans out that act on the nodes themselves. */
export interface PlanHosts {
  putPlan(number: number, plan: HostPlan): void;
  liftPlan(number: number): void;
}

export class LiveFaults implements LivePlans {
  readonly board: FaultBoard;
  private readonly core: () => LiveCore;
  private readonly hosts: PlanHosts;
  private readonly readers: TraceReader[] = [];
  private countsElsewhere = false;

  constructor({ core, gate, hands, hosts, prng }: LiveFaultsParts) {
    this.core = core;
    this.hosts = hosts;
    const { kernel, trace } = core();
    this.board = new FaultBoard({
      ...{ kernel, trace, hands, prng, owner: FAULTS_OWNER },
      reads: (reader) => this.read(reader),
      // A controller that is down makes no node any less.
      nodes: () => [...(core().lastController?.nodes.keys() ?? [])],
      begun: (number) => this.begun(number),
      ended: (number) => {
        gate.planEnded(number);
        hosts.liftPlan(number);
      },
    });
  }

  put(plan: FaultPlan): number {
    return this.within(() => {
      if (!actsAtNodes(plan)) return this.board.put(plan);
      this.countElsewhere();
      const number = this.board.put(plan);
      if (plan.on !== undefined && !isOfService(plan.on)) this.tellHosts(number, plan);
      return number;
    });
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
      if (this.countsElsewhere) this.count(event);
    });
  }

  /** A node has left the fleet. */
  nodeLeft(node: string): void {
    this.core().within(() => this.board.nodeLeft(node));
  }

  /** A moment of the board's has come. */
  dispatch(due: Due): void {
    this.board.dispatch(due);
  }

  /** A plan of nodes is on: the hosts play it from here, but for its end. */
  private begun(number: number): void {
    const plan = this.board.planOf(number);
    if (plan === undefined || !actsAtNodes(plan)) return;
    if (plan.on !== undefined && !isOfService(plan.on)) return;
    const { fault, params, scope, on, forMs, chance } = plan;
    const times = plan.times ?? (on !== undefined && forMs === undefined ? 1 : undefined);
    this.tellHosts(number, {
      ...{ fault, params, scope, fromMs: 0 },
      ...(chance !== undefined && { chance }),
      ...(times !== undefined && { times }),
    });
  }

  private tellHosts(number: number, plan: FaultPlan): void {
    this.hosts.putPlan(number, { nodes: plan.scope.nodes, words: planWords(plan) });
  }

  /** What hosts play they say in their own traces. */
  private countElsewhere(): void {
    if (this.countsElsewhere) return;
    this.countsElsewhere = true;
    this.core().trace.read((event) => this.core().within(() => this.count(event)));
  }

  private count({ event, plan: number, phase }: TraceEvent): void {
    if (event !== "fault.fired" || typeof number !== "number" || phase !== undefined) return;
    const plan = this.board.planOf(number);
    if (plan !== undefined && actsAtNodes(plan)) this.board.firedElsewhere(number);
  }

  /** The service's trace, but for what the gate shows when it passes: see FrameGate. */
  private read(reader: TraceReader): void {
    this.readers.push(reader);
    this.core().trace.read((event) => {
      // Lines of sockets and of hosts are written outside of any step.
      if (!isOfAgentsEnd(event)) this.core().within(() => reader(event));
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

/** Whether a plan acts where its nodes are: at boundaries of steps, or on scripts. */
function actsAtNodes({ fault, params }: FaultPlan): boolean {
  if (fault.seam === "process") return true;
  return fault.seam === "boundary" && fault.atOnce?.(params) === undefined;
}

/** Events that are lines of this service; a host sees all others sooner. */
function isOfService({ event, message = "" }: EventPattern): boolean {
  if (event === "frame.sent") return OF_CONTROLLER.has(message);
  return event === "frame.received" || SERVICE_EVENTS.test(event);
}

const SERVICE_EVENTS = /^(call|command|status|ping|link|step|channel|fault)\.|^cancel\.accepted$/;
const OF_CONTROLLER: ReadonlySet<string> = new Set(["agent_job", "agent_job_reply_ack"]);

/** A frame that an agent of a host says it has sent: only the service's own lines have an epoch. */
function isOfAgentsEnd(event: TraceEvent): boolean {
  return event.event === "frame.sent" && event["epoch"] === undefined;
}
