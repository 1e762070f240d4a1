/**
 * Timers of the agent itself (subject 0), besides those of its control-channel machine.
 * Those of its polling follow.
 *
 * Jobs, cancels and replies have subjects of their own; a cancel and a reply have one timer each.
 */
import { CHANNEL_RUNTIME } from "./channel-runtime.ts";

const FIRST = CHANNEL_RUNTIME.timers.length;

export const AGENT_TIMER = { health: FIRST, resend: FIRST + 1, sweep: FIRST + 2 } as const;
/** The first timer of the machine that polls. */
export const POLL_TIMER = FIRST + 3;
/** The one timer of a cancel or a reply. */
export const ONLY_TIMER = 0;
