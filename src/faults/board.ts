/**
 * The board of a world's faults: which plans there are, and when each begins and ends.
 *
 * Begins and ends are events of the kernel, with an owner of their own. A plan that begins by an
 * event of the trace is on when that line has been written, so it acts on that very frame; a fault
 * that is a state begins at the same moment, behind the step that wrote the line. With nothing on it
 * the board draws nothing, posts nothing and reads nothing: the world plays as without one.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace, TraceEvent } from "../kernel/trace.ts";
import type { StateFault } from "./fault.ts";
import { fits } from "./fits.ts";
import type { FaultHands } from "./hands.ts";
import type { FaultPlan } from "./plan.ts";
import { FaultSeams } from "./seams.ts";
import { StandingPlan } from "./standing-plan.ts";
import { StandingPlans } from "./standing-plans.ts";

/** Plans that may wait or be on at once; as many that are over are remembered. */
export const PLANS_MAX = 1_000;
/** Turns of a fault that comes and goes; it stays off after them. */
export const TURNS_MAX = 2_001;

export interface BoardParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly prng: Prng;
  /** The kernel's owner of the board's moments. */
  readonly owner: number;
  readonly hands: FaultHands;
  /** Every node, in order. */
  readonly nodes: () => readonly string[];
  /** A plan is over: the frames that it holds go on. */
  readonly ended: (plan: number) => void;
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
  private lastNumber = 0;
  private isReading = false;

  constructor(parts: BoardParts, from?: FaultBoard) {
    this.parts = parts;
    const { kernel, trace } = parts;
    const own = { kernel, trace, usedUp: (standing: StandingPlan) => this.end(standing) };
    this.plans = from?.plans.clone(own) ?? new StandingPlans(own);
    this.seams = new FaultSeams(this.plans);
    this.lastNumber = from?.lastNumber ?? 0;
    if (from?.isReading === true) this.startReading();
  }

  /**
   * Puts a plan on the board; its times count from now, and what begins at once has begun.
   *
   * Errors: throws when PLANS_MAX others are not over, and for a node that is not there.
   */
  put(plan: FaultPlan): number {
    this.check(plan);
    this.lastNumber += 1;
    const number = this.lastNumber;
    const standing = new StandingPlan(number, plan, this.parts.prng.fork(`plan/${number}`));
    this.plans.add(standing);
    if (plan.untilMs !== undefined) this.post(plan.untilMs, END, standing);
    if (plan.fromMs > 0) this.post(plan.fromMs, BEGIN, standing);
    else this.arm(standing);
    return number;
  }

  /** Ends a plan, and takes back what it has done. */
  lift(number: number): void {
    const standing = this.plans.get(number);
    if (standing !== undefined) this.end(standing);
  }

  /** Ends all of them. */
  healAll(): void {
    for (const standing of this.plans.all) this.end(standing);
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
    this.parts.trace.read((event) => this.read(event));
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
    if (plan.fault.seam === "state") this.beginState(standing, plan.fault);
  }

  private beginState(standing: StandingPlan, fault: StateFault<unknown>): void {
    this.switchOn(standing, fault);
    standing.used += 1;
    const staysOn = fault.end !== undefined;
    if (comesAndGoes(fault)) this.postTurn(standing, fault);
    else if (!staysOn && (standing.isUsedUp || standing.plan.on === undefined)) this.end(standing);
  }

  /** On every node of its scope; each is a case of its own. */
  private switchOn(standing: StandingPlan, fault: StateFault<unknown>): void {
    const { hands, kernel } = this.parts;
    const { params, scope } = standing.plan;
    const draw = standing.draw(kernel.chooser);
    for (const node of this.nodesOf(standing, fault)) {
      if (!standing.happens(draw)) continue;
      standing.fired += 1;
      this.plans.write(standing, { ...nodeFact(node), phase: "begin" });
      fault.begin(params, node, hands, draw, scope.direction);
      if (fault.end !== undefined) standing.begun = [...standing.begun, node];
    }
  }

  private nodesOf(standing: StandingPlan, fault: StateFault<unknown>): readonly string[] {
    if (fault.ofController === true) return [""];
    const { begun } = standing;
    return this.parts.nodes().filter((node) => standing.isOf(node) && !begun.includes(node));
  }

  private end(standing: StandingPlan): void {
    if (standing.state === "over") return;
    const { fault } = standing.plan;
    this.plans.close(standing);
    if (fault.seam === "state") this.switchOff(standing, fault);
    this.parts.ended(standing.number);
  }

  private switchOff(standing: StandingPlan, fault: StateFault<unknown>): void {
    const { params, scope } = standing.plan;
    const nodes = standing.begun;
    standing.begun = [];
    for (const node of nodes) {
      this.plans.write(standing, { ...nodeFact(node), phase: "end" });
      fault.end?.(params, node, this.parts.hands, scope.direction);
    }
  }

  private takeTurn(standing: StandingPlan): void {
    const { fault } = standing.plan;
    if (fault.seam !== "state") return;
    standing.turn += 1;
    if (standing.turn % 2 === 0) this.switchOn(standing, fault);
    else this.switchOff(standing, fault);
    if (standing.turn < TURNS_MAX) this.postTurn(standing, fault);
  }

  private postTurn(standing: StandingPlan, fault: StateFault<unknown>): void {
    const { plan, turn } = standing;
    const lastsMs = fault.turnMs?.(plan.params, turn, standing.draw(this.parts.kernel.chooser));
    if (lastsMs !== undefined) this.post(lastsMs, TURN, standing);
  }

  private post(delayMs: number, code: number, { number }: StandingPlan, node?: string): void {
    const { kernel, owner } = this.parts;
    kernel.post(delayMs, owner, code, { number, node } satisfies Moment);
  }
}

function comesAndGoes(fault: StateFault<unknown>): boolean {
  return "turnMs" in fault;
}

function nodeFact(node: string): { readonly node?: string } {
  return node === "" ? {} : { node };
}
