/**
 * The board of a world's faults: which plans there are, and when each begins and ends.
 *
 * Begins and ends are events of the kernel, with an owner of their own. A plan that begins by an
 * event of the trace is on when that line has been written, so it acts on that very frame; a fault
 * that is a state begins at the same moment, behind the step that wrote the line. With nothing on it
 * the board draws nothing, posts nothing and reads nothing: the world plays as without one.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace, TraceEvent, TraceReader } from "../kernel/trace.ts";
import type { StateFault } from "./fault.ts";
import { fits } from "./fits.ts";
import type { FaultPlan } from "./plan.ts";
import { FaultSeams } from "./seams.ts";
import { StandingPlan } from "./standing-plan.ts";
import { StandingPlans } from "./standing-plans.ts";
import { FaultStates } from "./states.ts";
import type { StatesParts } from "./states.ts";

/** Plans that may wait or be on at once; as many that are over are remembered. */
export const PLANS_MAX = 1_000;

export interface BoardParts extends StatesParts {
  readonly trace: Trace;
  /** Where events are heard of that plans begin by. @defaultValue the trace */
  readonly reads?: (reader: TraceReader) => void;
  readonly prng: Prng;
  /** The kernel's owner of the board's moments. */
  readonly owner: number;
  /** A plan is over: the frames that it holds go on. */
  readonly ended: (plan: number) => void;
  /** A plan is on from now on. */
  readonly begun?: (plan: number) => void;
}

/** What the board says of a plan. */
export interface ListedPlan {
  readonly number: number;
  readonly fault: string;
  readonly plan: FaultPlan;
  /** How often it has acted. */
  readonly fired: number;
  readonly isOn: boolean;
  /** It won't act any more. */
  readonly isOver: boolean;
}

const BEGIN = 0;
const END = 1;
const TURN = 2;

/** Immutable, as every payload is. */
interface Moment {
  readonly number: number;
  /** Of the event that begins it. */
  readonly node: string | undefined;
}

export class FaultBoard {
  readonly seams: FaultSeams;
  private readonly parts: BoardParts;
  private readonly plans: StandingPlans;
  private readonly states: FaultStates;
  private lastNumber = 0;
  private isReading = false;

  constructor(parts: BoardParts, from?: FaultBoard) {
    this.parts = parts;
    const { kernel, trace } = parts;
    const own = { kernel, trace, usedUp: (standing: StandingPlan) => this.end(standing) };
    this.plans = from?.plans.clone(own) ?? new StandingPlans(own);
    this.states = new FaultStates(parts, this.plans);
    this.seams = new FaultSeams(this.plans);
    this.lastNumber = from?.lastNumber ?? 0;
    if (from?.isReading === true) this.startReading();
  }

  /**
   * Puts a plan on the board; its times count from now, and what begins at once has begun.
   *
   * Errors: throws when PLANS_MAX others are not over, and for a node that is not there.
   */
  put(given: FaultPlan, number = this.lastNumber + 1): number {
    this.check(given);
    const plan = atOnce(given);
    this.lastNumber = Math.max(this.lastNumber, number);
    const standing = new StandingPlan(number, plan, this.parts.prng.fork(`plan/${number}`));
    this.plans.add(standing);
    if (plan.untilMs !== undefined) this.post(plan.untilMs, END, standing);
    if (plan.fromMs > 0) this.post(plan.fromMs, BEGIN, standing);
    else this.arm(standing);
    return number;
  }

  /** A plan has acted in another process, which plays it. */
  firedElsewhere(number: number): void {
    const standing = this.plans.get(number);
    if (standing !== undefined && standing.state !== "over") this.plans.count(standing);
  }

  /** Ends a plan, and takes back what it has done. */
  lift(number: number): void {
    const standing = this.plans.get(number);
    if (standing !== undefined) this.end(standing);
  }

  /**
   * A node leaves the world: what is on there ends. Another node that comes under its id has nothing
   * of it, and nothing to be taken back.
   */
  nodeLeft(node: string): void {
    for (const standing of this.plans.all) {
      const { fault } = standing.plan;
      if (fault.seam === "state") this.states.leave(node, standing, fault);
    }
  }

  /** Ends all of them. */
  healAll(): void {
    for (const standing of this.plans.all) this.end(standing);
  }

  /** Whether no plan waits or is on. */
  get isIdle(): boolean {
    return this.plans.isIdle;
  }

  /** The plan with this number, as it acts; undefined when it was forgotten. */
  planOf(number: number): FaultPlan | undefined {
    return this.plans.get(number)?.plan;
  }

  list(): ListedPlan[] {
    return [...this.plans.all].map(({ number, plan, fired, state }) => ({
      number,
      fault: plan.fault.name,
      plan,
      fired,
      isOn: state === "on",
      isOver: state === "over",
    }));
  }

  /** A moment of the board's has come. */
  dispatch({ code, payload }: Due): void {
    const { number, node } = payload as Moment;
    const standing = this.plans.get(number);
    if (standing === undefined || standing.state === "over") return;
    if (code === END) this.end(standing);
    else if (code === TURN) this.takeTurn(standing);
    else if (standing.state === "waiting") this.arm(standing);
    else this.begin(standing, node);
  }

  /** A board that goes on exactly like this one, in a world of its own. */
  clone(parts: Omit<BoardParts, "prng" | "owner">): FaultBoard {
    const { owner, prng } = this.parts;
    return new FaultBoard({ ...parts, owner, prng: prng.clone() }, this);
  }

  encode(encoder: Encoder): void {
    this.plans.encode(encoder);
  }

  private check({ scope, fault }: FaultPlan): void {
    const open = [...this.plans.all].filter(({ state }) => state !== "over");
    if (open.length >= PLANS_MAX) {
      throw new Error(`faults: at most ${PLANS_MAX} may wait or be on at once; lift one first`);
    }
    if (this.plans.size >= 2 * PLANS_MAX) this.plans.forgetOne();
    const known = scope.nodes === undefined ? [] : this.parts.nodes();
    const stranger = scope.nodes?.find((node) => !known.includes(node));
    if (stranger === undefined) return;
    throw new Error(`fault ${fault.name}: expected nodes of the fleet, found ${stranger}`);
  }

  /** The time of a plan has come: it begins, or waits for its event from now on. */
  private arm(standing: StandingPlan): void {
    standing.state = "armed";
    if (standing.plan.on === undefined) this.begin(standing, undefined);
    else this.startReading();
  }

  private startReading(): void {
    if (this.isReading) return;
    this.isReading = true;
    const { trace, reads = (reader: TraceReader) => trace.read(reader) } = this.parts;
    reads((event) => this.read(event));
  }

  /** Changes what plans are, and nothing else: it is called in the midst of a step. */
  private read(event: TraceEvent): void {
    for (const standing of this.plans.all) {
      const { on, fault } = standing.plan;
      if (on === undefined || !standing.awaitsEvent || !fits(on, event)) continue;
      standing.seen += 1;
      if (standing.seen < on.count) continue;
      if (fault.seam === "state") {
        standing.claimed += 1;
        this.post(0, BEGIN, standing, event.node);
      } else this.begin(standing, event.node);
    }
  }

  private begin(standing: StandingPlan, node: string | undefined): void {
    const { plan } = standing;
    if (standing.state === "armed" && plan.forMs !== undefined) {
      this.post(plan.forMs, END, standing);
    }
    standing.state = "on";
    standing.eventNode = node;
    this.parts.begun?.(standing.number);
    if (plan.fault.seam === "state") this.beginState(standing, plan.fault);
  }

  private beginState(standing: StandingPlan, fault: StateFault<unknown>): void {
    this.states.begin(standing, fault);
    standing.used += 1;
    const isOnce = fault.end === undefined && !("turnMs" in fault);
    if (!isOnce) this.postTurn(standing, fault);
    else if (standing.isUsedUp || standing.plan.on === undefined) this.end(standing);
  }

  private end(standing: StandingPlan): void {
    if (standing.state === "over") return;
    const { fault } = standing.plan;
    this.plans.close(standing);
    if (fault.seam === "state") this.states.end(standing, fault);
    this.parts.ended(standing.number);
  }

  private takeTurn(standing: StandingPlan): void {
    const { fault } = standing.plan;
    if (fault.seam !== "state") return;
    this.states.turn(standing, fault);
    this.postTurn(standing, fault);
  }

  private postTurn(standing: StandingPlan, fault: StateFault<unknown>): void {
    const lastsMs = this.states.turnMs(standing, fault);
    if (lastsMs !== undefined) this.post(lastsMs, TURN, standing);
  }

  private post(delayMs: number, code: number, { number }: StandingPlan, node?: string): void {
    const { kernel, owner } = this.parts;
    kernel.post(delayMs, owner, code, { number, node } satisfies Moment);
  }
}

/** A fault of boundaries whose params name none is a state that begins. */
function atOnce(plan: FaultPlan): FaultPlan {
  const { fault, params } = plan;
  if (fault.seam !== "boundary") return plan;
  const act = fault.atOnce?.(params);
  if (act === undefined) return plan;
  const begin: StateFault<unknown>["begin"] = (_params, node, hands) => act(node, hands);
  return { ...plan, fault: { ...fault, seam: "state", begin } };
}
