/**
 * What travels over the virtual network. Everything here is immutable, as payloads of the kernel are.
 */
import type { AgentInput } from "../agent/input.ts";
import type { ControllerInput } from "../controller/input.ts";
import type { Direction } from "../faults/hands.ts";
import type { Message } from "../wire/message.ts";
import type { MessageArrival } from "./virtual-polls.ts";

/** What comes to the controller's end; the last five are the network's own. */
export type Arrival =
  | ControllerInput
  | MessageArrival
  | {
      readonly type: "channel.requested";
      /** The node's place on the host. */
      readonly index: number;
      readonly boot: number;
    }
  | {
      readonly type: "health.reported";
      readonly index: number;
      readonly boot: number;
      /** Of an agent that has started: it waits for no answer. */
      readonly full: boolean;
      /** A fault has made it unreadable. */
      readonly isSpoilt?: boolean;
    }
  /** At either end: bytes that no message can be made of. */
  | {
      readonly type: "frame.refused";
      readonly index: number;
      readonly epoch: number;
      readonly reason: string;
    }
  /** The client of a call that is held gives it up. */
  | { readonly type: "call.expired"; readonly index: number; readonly held: number }
  /** No ping has come on a channel for long, if its agent has hung since then. */
  | { readonly type: "silence.due"; readonly index: number; readonly epoch: number }
  /** A ping is due on a channel under a fault, or its pong. */
  | { readonly type: "keepAlive.due"; readonly index: number; readonly epoch: number };

/** On its way from one end of a node's link to the other. */
export interface Parcel {
  readonly direction: Direction;
  /** Of the channel that it belongs to, whose order it keeps; NO_EPOCH for a call of its own. */
  readonly epoch: number;
  /** The life of the agent that sent it, or that it is for. */
  readonly boot: number;
  readonly content: { readonly arrival: Arrival } | { readonly input: AgentInput };
  /** The frame in it, for the trace. */
  readonly frame: Message | undefined;
}

export const NO_EPOCH = 0;

/** A parcel that waits at its sender's end, until what holds it is over. */
export interface HeldParcel {
  readonly id: number;
  readonly parcel: Parcel;
  /** The plan that holds it; BEHIND: only what stands before it, or the silence of the link. */
  readonly plan: number;
  /** Of a call: what its agent hears when nobody answers. */
  readonly failed: AgentInput | undefined;
}

export const BEHIND = 0;
