/**
 * The way of an agent's call and of its answer: an HTTP request on a connection of its own, which
 * holds nothing back, and whose client gives up in the end.
 *
 * A leg that is lost, held for too long or later than the client waits is answered by the client's
 * own time-out. Bytes that were changed make a call that is refused, or an answer that is none.
 */
import type { AgentInput } from "../agent/input.ts";
import type { FrameFate, FaultSeams } from "../faults/seams.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Parcel } from "./parcel.ts";
import type { Roads } from "./roads.ts";

/** How long the agent's clients wait. Source: as the live ones; the agent's HTTP time-outs. */
export const CALL_MS = 15_000;
export const POLL_CALL_MS = 20_000;

/** A call on its way there, or its answer on its way back. */
export interface CallLeg {
  readonly node: ManagedNode;
  readonly operation: string;
  readonly command: string | undefined;
  readonly parcel: Parcel;
  /** What arrives instead when bytes were changed; only asked for then. */
  readonly spoilt: () => Parcel;
  /** What the agent hears when no answer comes. */
  readonly failed: AgentInput;
  readonly timeoutMs: number;
  /** Draws how long it is under way. */
  readonly tripMs: () => number;
  /** Its body, as far as faults are concerned. */
  readonly body: () => string;
}

export class CallWay {
  private readonly roads: Roads;
  private readonly seams: () => FaultSeams;

  constructor(roads: Roads, seams: () => FaultSeams) {
    this.roads = roads;
    this.seams = seams;
  }

  /** Whether no fault has a say in what a node and the controller send each other now. */
  isClear(node: ManagedNode): boolean {
    return this.roads.link(node).faults === undefined && !this.seams().watch("frame");
  }

  send(leg: CallLeg): void {
    const { node, parcel } = leg;
    if (this.isClear(node)) {
      this.roads.deliver(node, parcel, leg.tripMs());
      return;
    }
    const fate = this.judge(leg);
    const { verdict } = fate;
    if (verdict.type === "drop") this.fail(leg);
    else if (verdict.type === "hold") this.hold(leg, parcel, fate.plan);
    else this.carry(leg, fate);
  }

  /** The client gives up a call that is held. */
  expired(node: ManagedNode, id: number): void {
    const held = this.roads.unhold(node, id);
    if (held?.failed !== undefined) this.roads.tell(node, held.parcel.boot, held.failed, 0);
  }

  private judge({ node, operation, command, parcel, body }: CallLeg): FrameFate {
    const { direction } = parcel;
    const bytes = (): Uint8Array => bytesOf(body());
    const frame = { node: node.id, direction, message: operation, command, isCall: true, bytes };
    return this.seams().frame(frame);
  }

  private carry(leg: CallLeg, { verdict, delayMs }: FrameFate): void {
    const { node, parcel, timeoutMs } = leg;
    const { direction } = parcel;
    const { faults } = this.roads.link(node);
    const { nowMs } = this.roads.kernel;
    const sendingMs = faults?.sendingMs(direction, nowMs, () => bytesOf(leg.body()).length) ?? 0;
    const lateMs = delayMs + sendingMs + (verdict.type === "overtaken" ? verdict.ms : 0);
    const arriving = verdict.type === "bytes" ? leg.spoilt() : parcel;
    if (faults?.isSilent(direction) === true) this.hold(leg, arriving, 0);
    else if (lateMs >= timeoutMs) this.fail(leg);
    else this.roads.deliver(node, arriving, leg.tripMs() + lateMs);
  }

  private hold(leg: CallLeg, parcel: Parcel, plan: number): void {
    const { node, failed, timeoutMs } = leg;
    const held = this.roads.hold(node, { parcel, plan, failed });
    if (held === undefined) this.fail(leg);
    else this.roads.post(timeoutMs, { type: "call.expired", index: node.index, held });
  }

  private fail({ node, parcel, failed, timeoutMs }: CallLeg): void {
    this.roads.tell(node, parcel.boot, failed, timeoutMs);
  }
}

/** One byte a character: a stand-in for a body, of about its length. */
function bytesOf(body: string): Uint8Array {
  return Uint8Array.from(body, (character) => character.charCodeAt(0) & 0xff);
}
