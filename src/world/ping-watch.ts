/**
 * The keep-alive of a control channel in virtual time: which pings were answered, and when the agent
 * takes the channel for dead.
 *
 * A channel without a fault has none: that its pings are answered needs no events. One is made up
 * when a fault comes to the link, as if it had been there since the channel opened. Times as in the
 * live agent, from the opening: pings every 54 s, the first pong within 114 s, each later one within
 * 60 s of the one before. Source: the agent's communicator, measured.
 */
export interface PingWatch {
  readonly epoch: number;
  readonly nextPingMs: number;
  /** When the latest pong came, or the channel opened. */
  readonly answeredMs: number;
  /** When the agent gives the channel up. */
  readonly deadlineMs: number;
  /** A ping is on its way that a silent link will still deliver. */
  readonly isPingUnderWay: boolean;
}

const PING_MS = 54_000;
const FIRST_PONG_MS = 114_000;
const PONG_MS = 60_000;

/** The watch of a channel whose pings have all been answered until now. */
export function watchPings(epoch: number, openedMs: number, nowMs: number): PingWatch {
  const pings = Math.max(0, Math.floor((nowMs - openedMs) / PING_MS));
  const answeredMs = openedMs + pings * PING_MS;
  return {
    epoch,
    nextPingMs: answeredMs + PING_MS,
    answeredMs,
    deadlineMs: answeredMs + (pings === 0 ? FIRST_PONG_MS : PONG_MS),
    isPingUnderWay: false,
  };
}

/** When something happens to it next. */
export function dueMs({ nextPingMs, deadlineMs }: PingWatch): number {
  return Math.min(nextPingMs, deadlineMs);
}

/** A ping leaves; its pong comes at once, or not, and then the ping may still be under way. */
export function ping(
  watch: PingWatch,
  nowMs: number,
  { isAnswered, isLost }: { readonly isAnswered: boolean; readonly isLost: boolean },
): PingWatch {
  const nextPingMs = watch.nextPingMs + PING_MS;
  if (isAnswered) return { ...pong(watch, nowMs), nextPingMs };
  return { ...watch, nextPingMs, isPingUnderWay: watch.isPingUnderWay || !isLost };
}

export function pong(watch: PingWatch, nowMs: number): PingWatch {
  return { ...watch, answeredMs: nowMs, deadlineMs: nowMs + PONG_MS, isPingUnderWay: false };
}
