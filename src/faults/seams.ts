/**
 * The questions that a world asks at its seams, and the answers of the plans that are on.
 *
 * The first plan that does anything has the last word; only delays of frames and of answers add up,
 * and so do behaviours.
 */
import type { Boundary, Death } from "../kernel/boundary.ts";
import type {
  ApiCall,
  ApiCallVerdict,
  Attempt,
  AttemptVerdict,
  FrameVerdict,
  LeavingFrame,
} from "./fault.ts";
import type { FaultBehaviour } from "../process/run-behaviours.ts";
import type { FaultScope } from "./plan.ts";
import type { Seam, StandingPlans } from "./standing-plans.ts";

/** What becomes of a frame, besides that it comes so much later. */
export interface FrameFate {
  readonly delayMs: number;
  readonly verdict: Exclude<FrameVerdict, { type: "delay" }>;
  /** Whose verdict it is; 0 and "" when it passes. */
  readonly plan: number;
  readonly fault: string;
}

/** What becomes of a call of the API, besides that its answer leaves so much later. */
export interface CallFate {
  readonly delayMs: number;
  readonly verdict: Exclude<ApiCallVerdict, { type: "delay" }>;
}

/** A script that is about to start. */
export interface StartingScript {
  readonly node: string;
  readonly command: string;
}

const NO_BEHAVIOURS: readonly FaultBehaviour[] = [];
const PASS = { type: "pass" } as const;

export class FaultSeams {
  private readonly plans: StandingPlans;

  constructor(plans: StandingPlans) {
    this.plans = plans;
  }

  /** Whether anything may act at a seam, now or later: what is asked else needs not be made. */
  watch(seam: Seam): boolean {
    return this.plans.watch(seam);
  }

  /** A frame leaves; its line of the trace has been written. */
  frame(frame: LeavingFrame): FrameFate {
    const { node, direction, message } = frame;
    let delayMs = 0;
    for (const { fault, params, standing, draw } of this.plans.acting("frame", node, (scope) =>
      isFrameOf(scope, frame),
    )) {
      const verdict = fault.judge(params, frame, draw);
      if (verdict.type === "pass") continue;
      const ms = "ms" in verdict ? { ms: verdict.ms } : {};
      const facts = { node, did: verdict.type, direction, message, ...ms };
      this.plans.fired(standing, facts, verdict.type === "hold");
      if (verdict.type !== "delay") {
        return { delayMs, verdict, plan: standing.number, fault: fault.name };
      }
      delayMs += verdict.ms;
    }
    return { delayMs, verdict: PASS, plan: 0, fault: "" };
  }

  /** An agent asks for a control channel. */
  attempt(attempt: Attempt): AttemptVerdict {
    const { node } = attempt;
    for (const { fault, params, standing, draw } of this.plans.acting("attempt", node, isAny)) {
      const verdict = fault.judge(params, attempt, draw);
      if (verdict.type === "pass") continue;
      const { type: did, ...facts } = verdict;
      this.plans.fired(standing, { node, did, ...facts });
      return verdict;
    }
    return PASS;
  }

  /** A client calls the API. */
  call(call: ApiCall): CallFate {
    const { operation } = call;
    let delayMs = 0;
    const isOf = ({ operations }: FaultScope): boolean => operations?.includes(operation) ?? true;
    for (const { fault, params, standing, draw } of this.plans.acting("call", undefined, isOf)) {
      const verdict = fault.judge(params, call, draw);
      if (verdict.type === "pass") continue;
      const code = "error" in verdict ? { code: verdict.error.code } : {};
      const ms = "ms" in verdict ? { ms: verdict.ms } : {};
      this.plans.fired(standing, { did: verdict.type, operation, ...code, ...ms });
      if (verdict.type !== "delay") return { delayMs, verdict };
      delayMs += verdict.ms;
    }
    return { delayMs, verdict: PASS };
  }

  /** Somebody is between two effects of a step. */
  boundary(boundary: Boundary): Death | undefined {
    const { node, command, process, after, before } = boundary;
    const isOf = (scope: FaultScope): boolean => isCommandOf(scope, command);
    for (const { fault, params, standing, draw } of this.plans.acting("boundary", node, isOf)) {
      const death = fault.judge(params, boundary, draw);
      if (death === undefined) continue;
      const who = { ...(node && { node }), ...(command && { command }) };
      this.plans.fired(standing, { ...who, did: death.kind, process, after, before });
      return death;
    }
    return undefined;
  }

  /** What the plans ask of the processes of a script that starts, in order. */
  behaviours(script: StartingScript): readonly FaultBehaviour[] {
    const { node, command } = script;
    if (!this.plans.watch("process")) return NO_BEHAVIOURS;
    const isOf = (scope: FaultScope): boolean => isCommandOf(scope, command);
    const asked: FaultBehaviour[] = [];
    for (const { fault, params, standing } of this.plans.acting("process", node, isOf)) {
      asked.push(fault.behave(params));
      this.plans.fired(standing, { node, command, did: "behave" });
    }
    return asked;
  }
}

function isAny(): boolean {
  return true;
}

function isFrameOf(scope: FaultScope, { direction, message, command }: LeavingFrame): boolean {
  if (scope.direction !== undefined && scope.direction !== direction) return false;
  if (scope.messages !== undefined && !scope.messages.includes(message)) return false;
  return isCommandOf(scope, command);
}

function isCommandOf(scope: FaultScope, command: string | undefined): boolean {
  return scope.command === undefined || scope.command === command;
}
