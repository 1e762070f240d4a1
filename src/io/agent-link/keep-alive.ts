/**
 * The times by which an agent keeps a control channel alive and finds out that it is dead.
 *
 * Only pongs extend the read deadline; frames don't. A channel's two timers run on the host's
 * kernel, so that ten thousand channels share one timer of the system; every channel has the phase
 * at which it was opened.
 */
import type { StartTimer } from "../../kernel/effect.ts";

/** In milliseconds. Source: the agent's communicator, measured. */
export interface KeepAlive {
  readonly pingMs: number;
  /** From the opening, for the first pong. */
  readonly firstPongMs: number;
  /** From each pong to the next. */
  readonly pongMs: number;
}

export const KEEP_ALIVE: KeepAlive = { pingMs: 54_000, firstPongMs: 114_000, pongMs: 60_000 };

/** The ping's payload. */
export const KEEP_ALIVE_PAYLOAD = "keepalive";

/** The kernel's owner of the channels' timers; the agents' owners follow. */
export const LINKS_OWNER = 0;
export const PING_TIMER = 0;
export const DEADLINE_TIMER = 1;

/** A timer of the channel with this number. */
export function channelTimer(subject: number, timer: number, delayMs: number): StartTimer {
  return { type: "startTimer", subject, timer, minMs: delayMs, maxMs: delayMs };
}
