/**
 * The API calls of a client that are under way: the one way by which programs in virtual time call
 * the API.
 *
 * A call takes a trip to the controller and its answer one back, each as long as the latency says,
 * on a connection of its own. A client that gives up (an abort, a timeout) takes nothing back: what
 * it has sent still arrives and has its effect; only the answer goes nowhere. Each client's delays
 * come from a prng of its own, through the chooser of its world. What faults make of a call they do
 * where it arrives. A call that ends without an answer stands in the trace as `call.failed`.
 */
import { operationOf } from "../api/handle-call.ts";
import { secretOf } from "../api/call-context.ts";
import type { CallSecrets } from "../api/call-context.ts";
import type { ApiResponse } from "../api/handle-call.ts";
import type { Chooser } from "../kernel/chooser.ts";
import type { Prng } from "../kernel/prng.ts";
import { CallError } from "./call-error.ts";
import type { MsRange } from "./link.ts";
import type { TakenCall } from "./take-call.ts";
import type { World } from "./world.ts";

export interface ClientRequest {
  /** The header X-Amz-Target. */
  readonly target: string | undefined;
  readonly body: string;
  /** How long the client waits for the answer, in virtual milliseconds; 0 is for ever. */
  readonly timeoutMs: number;
  /** Told right before the controller takes the call. */
  readonly arriving?: () => void;
  readonly answered: (response: ApiResponse) => void;
  /** With a CallError, or with what ended the world. */
  readonly failed: (error: Error) => void;
}

/** One call; its client holds it only to give it up. */
export interface ClientCall {
  readonly request: ClientRequest;
  readonly timeoutAtMs: number;
  /** When the request, and later the answer, is at its end of the way. */
  dueMs: number;
  /** What comes back; undefined before the request has arrived. */
  end: TakenCall["end"] | undefined;
  isGivenUp: boolean;
}

export interface ClientParts {
  readonly world: World;
  readonly chooser: Chooser;
  /** Of each trip. */
  readonly latency: MsRange;
  readonly prng: Prng;
}

/** As many as a busy test has at once; past it something sends in a loop. */
export const CALLS_MAX = 10_000;
const CODE_LENGTH = 20;
const CODE_DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

export class ClientCalls {
  /** Requests that have ever come. */
  sent = 0;
  private readonly world: World;
  private readonly chooser: Chooser;
  private readonly latency: MsRange;
  private readonly prng: Prng;
  /** In the order in which they were sent. */
  private readonly calls = new Set<ClientCall>();

  constructor({ world, chooser, latency, prng }: ClientParts) {
    this.world = world;
    this.chooser = chooser;
    this.latency = latency;
    this.prng = prng;
  }

  get count(): number {
    return this.calls.size;
  }

  /** When something of a call is due next; undefined without any. */
  get nextMs(): number | undefined {
    let next: number | undefined;
    for (const call of this.calls) next = Math.min(next ?? Infinity, nextOf(call));
    return next;
  }

  /** Puts a call under way; undefined, and nothing was sent, when CALLS_MAX are. */
  send(request: ClientRequest): ClientCall | undefined {
    this.sent += 1;
    if (this.calls.size >= CALLS_MAX) return undefined;
    const { nowMs } = this.world;
    const timeoutAtMs = request.timeoutMs > 0 ? nowMs + request.timeoutMs : Infinity;
    const dueMs = nowMs + this.tripMs();
    const call = { request, timeoutAtMs, dueMs, end: undefined, isGivenUp: false };
    this.calls.add(call);
    return call;
  }

  /** The client waits no longer. */
  giveUp(call: ClientCall): void {
    this.leave(call, "given up");
  }

  /** Carries on with all that is due now, in the order in which it was due or sent. */
  playDue(): void {
    for (let due = this.due(); due.length > 0; due = this.due()) {
      for (const call of due) this.carryOn(call);
    }
  }

  /**
   * Plays the world, and these calls in it, until a claim holds or a time has come; whether the
   * claim holds. It is asked after every event.
   */
  runUntilTrue(claim: () => boolean, untilMs: number): boolean {
    const { world } = this;
    while (!claim()) {
      const stopMs = Math.min(this.nextMs ?? untilMs, untilMs);
      if (world.runUntilTrue(claim, stopMs)) return true;
      world.runUntil(stopMs);
      this.playDue();
      if (stopMs === untilMs && (this.nextMs ?? Infinity) > untilMs) return claim();
    }
    return true;
  }

  /** Fails every call: the world can't go on. */
  failAll(error: Error): void {
    const calls = [...this.calls];
    this.calls.clear();
    for (const call of calls) if (!call.isGivenUp) call.request.failed(error);
  }

  private due(): ClientCall[] {
    const due = [...this.calls].filter((call) => nextOf(call) <= this.world.nowMs);
    return due.sort((one, other) => nextOf(one) - nextOf(other));
  }

  private carryOn(call: ClientCall): void {
    if (call.dueMs > this.world.nowMs) this.timeOut(call);
    else if (call.end === undefined) this.arrive(call);
    else this.finish(call, call.end);
  }

  private arrive(call: ClientCall): void {
    const { target, body, arriving } = call.request;
    arriving?.();
    const { end, delayMs } = this.world.takeCall({ target, body, secrets: this.secrets(target) });
    if (call.isGivenUp) this.remove(call);
    else {
      call.end = end;
      call.dueMs = this.world.nowMs + delayMs + this.tripMs();
    }
  }

  private finish(call: ClientCall, end: TakenCall["end"]): void {
    this.remove(call);
    if (typeof end !== "string") call.request.answered(end);
    else {
      this.writeFailed(call, end);
      call.request.failed(CallError.noAnswer(end));
    }
  }

  private timeOut(call: ClientCall): void {
    this.leave(call, "timeout");
    call.request.failed(CallError.timeout(call.request.timeoutMs));
  }

  /** Its client does not wait for it any more; one that has not arrived yet still does. */
  private leave(call: ClientCall, reason: string): void {
    if (call.isGivenUp || !this.calls.has(call)) return;
    call.isGivenUp = true;
    if (call.end !== undefined) this.remove(call);
    this.writeFailed(call, reason);
  }

  private writeFailed({ request }: ClientCall, reason: string): void {
    const operation = operationOf(request.target);
    this.world.writeOfClient({ event: "call.failed", operation, reason });
  }

  private remove(call: ClientCall): void {
    this.calls.delete(call);
  }

  private tripMs(): number {
    const { minMs, maxMs } = this.latency;
    return this.chooser.range(this.prng, "latency", minMs, maxMs);
  }

  /** In a fleet of one seed even secrets are drawn from it: they protect nothing. */
  private secrets(target: string | undefined): CallSecrets {
    if (secretOf(target) !== "activationCode") return {};
    const digit = () => CODE_DIGITS[this.prng.range(0, CODE_DIGITS.length - 1)] ?? "";
    return { activationCode: Array.from({ length: CODE_LENGTH }, digit).join("") };
  }
}

function nextOf(call: ClientCall): number {
  return call.isGivenUp ? call.dueMs : Math.min(call.dueMs, call.timeoutAtMs);
}
