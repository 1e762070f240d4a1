/**
 * What a fault is: a name, what it takes, and what it does at the one place where it acts.
 *
 * A fault is pure data and small pure functions; one file each. Where, when and how often it acts is
 * no matter of the fault: that is its plan (plan.ts), and the board (board.ts) asks the plan first.
 * A fault acts at one *seam*: on frames that leave, on attempts to connect, on calls of the API, at
 * boundaries between effects, on scripts that start; or it is a state that begins and ends, carried
 * out by the hands of the world that it is put into (hands.ts).
 */
import type { z } from "zod";
import type { Boundary, Death } from "../kernel/boundary.ts";
import type { ApiError } from "../ssm/error.ts";
import type { FaultBehaviour } from "../process/run-behaviours.ts";
import type { Direction, FaultHands } from "./hands.ts";

/** The faults' own draws, through the chooser of the world. */
export interface Draw {
  /** An integer in min..max, both included. */
  range(min: number, max: number): number;
  chance(numerator: number, denominator: number): boolean;
}

/** A frame at the moment at which it leaves its sender. */
export interface LeavingFrame {
  readonly node: string;
  readonly direction: Direction;
  /** `agent_job`, `agent_job_ack`, `agent_job_reply`, ...; for a call its operation. */
  readonly message: string;
  /** The command that it is about; of a cancel job the one that it cancels. */
  readonly command: string | undefined;
  /** Of a poll, another call of an agent, or the answer to one: on a connection of its own. */
  readonly isCall: boolean;
  /** As it stands on the wire; asked for only by faults that change bytes. */
  bytes(): Uint8Array;
}

export type FrameVerdict =
  | { readonly type: "pass" }
  | { readonly type: "drop" }
  /** It arrives so much later, and holds back what follows it, as one stream does. */
  | { readonly type: "delay"; readonly ms: number }
  /** It arrives a second time, so much later. */
  | { readonly type: "duplicate"; readonly ms: number }
  /** So much later, and what follows may overtake it: not physical. */
  | { readonly type: "overtaken"; readonly ms: number }
  /** It waits until the fault ends. */
  | { readonly type: "hold" }
  /** Other bytes arrive. */
  | { readonly type: "bytes"; readonly bytes: Uint8Array };

/** An agent asks for a control channel: CreateControlChannel and the upgrade behind it. */
export interface Attempt {
  readonly node: string;
}

export type AttemptVerdict =
  | { readonly type: "pass" }
  | { readonly type: "delay"; readonly ms: number }
  /** Turned away: nobody listens (undefined), or this HTTP status. */
  | {
      readonly type: "refuse";
      readonly status: number | undefined;
      /** The answer says AccessDeniedException. */
      readonly isDenied?: true;
    }
  /** No answer for so long, then the agent's own time-out. */
  | { readonly type: "hang"; readonly ms: number };

/** A client's call of the API, such as CancelCommand. */
export interface ApiCall {
  readonly operation: string;
}

export type ApiCallVerdict =
  | { readonly type: "pass" }
  /** It is answered so much later. */
  | { readonly type: "delay"; readonly ms: number }
  /** Refused with this error before it had any effect. */
  | { readonly type: "refuse"; readonly error: ApiError }
  /** It has its effect, and is answered with an error all the same. */
  | { readonly type: "spoil"; readonly error: ApiError }
  /** It has its effect, and no answer comes. */
  | { readonly type: "lose" };

interface FaultBase<P> {
  /** The word in files, traces and docs; camelCase. */
  readonly name: string;
  /** One sentence: what it does. */
  readonly says: string;
  /** What stands behind its name in a file; `{}` when it takes nothing. */
  readonly params: z.ZodType<P>;
  /** Scripts of this form are examples of it, each a whole `params`, for docs and tests. */
  readonly examples: readonly unknown[];
  /** False: nothing like it happens on a TCP stream or in an operating system. */
  readonly isPhysical?: false;
  /** No agent can keep its word under it; the swarm leaves it out. */
  readonly breaksPromises?: true;
}

export interface FrameFault<P> extends FaultBase<P> {
  readonly seam: "frame";
  judge(params: P, frame: LeavingFrame, draw: Draw): FrameVerdict;
}

export interface AttemptFault<P> extends FaultBase<P> {
  readonly seam: "attempt";
  judge(params: P, attempt: Attempt, draw: Draw): AttemptVerdict;
}

export interface CallFault<P> extends FaultBase<P> {
  readonly seam: "call";
  judge(params: P, call: ApiCall, draw: Draw): ApiCallVerdict;
}

export interface BoundaryFault<P> extends FaultBase<P> {
  readonly seam: "boundary";
  judge(params: P, boundary: Boundary, draw: Draw): Death | undefined;
  /** What it does instead, as a state that begins, when its params name no boundary. */
  atOnce?(params: P): ((node: string, hands: FaultHands) => void) | undefined;
}

/** Gives the processes of scripts that start while it is on a behaviour (process/behaviour.ts). */
export interface ProcessFault<P> extends FaultBase<P> {
  readonly seam: "process";
  behave(params: P): FaultBehaviour;
}

/**
 * Begins and ends; `node` is each node of its scope in turn, "" for a fault of the controller.
 * `direction` is that of its scope; undefined: both.
 */
export interface StateFault<P> extends FaultBase<P> {
  readonly seam: "state";
  /** Of the controller, and not of nodes. */
  readonly ofController?: true;
  begin(params: P, node: string, hands: FaultHands, draw: Draw, direction?: Direction): void;
  /** Takes it back; left out where nothing is to be taken back, as after a reset. */
  end?(params: P, node: string, hands: FaultHands, direction?: Direction): void;
  /**
   * It comes and goes: how long a turn lasts. Turn 0 is the first time that it is on, at 1 it is off
   * for the first time, and so on; undefined: the last one, whichever it is.
   */
  turnMs?(params: P, turn: number, draw: Draw): number | undefined;
}

export type Fault<P = unknown> =
  | FrameFault<P>
  | AttemptFault<P>
  | CallFault<P>
  | BoundaryFault<P>
  | ProcessFault<P>
  | StateFault<P>;
