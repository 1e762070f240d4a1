/**
 * Counts what was dropped and refused, by the reason that the trace gives.
 *
 * A reason can be a text of somebody else's (of the WebSocket library, of a host), so there is a
 * bound on how many are told apart.
 */
import type { TraceEvent } from "../../kernel/trace.ts";

/** Reasons that each kind tells apart; all further ones are counted as "other". */
export const REASONS_MAX = 100;
const REASON_LENGTH_MAX = 80;

export interface Refusals {
  /** Frames that were lost or not taken, by reason. */
  readonly frames: Readonly<Record<string, number>>;
  /** Control channels that were turned away or ended, by reason. */
  readonly channels: Readonly<Record<string, number>>;
  /** API calls that were answered with an error, by its code. */
  readonly calls: Readonly<Record<string, number>>;
}

export class RefusalTally {
  private readonly frames = new Map<string, number>();
  private readonly channels = new Map<string, number>();
  private readonly calls = new Map<string, number>();

  /** Looks at one event of the trace. */
  take({ event, reason, code }: TraceEvent): void {
    if (event === "frame.dropped") count(this.frames, reason);
    else if (event === "link.refused") count(this.channels, reason);
    else if (event === "call.refused") count(this.calls, code);
    else if (event === "call.answered" && typeof code === "string") count(this.calls, code);
  }

  get counts(): Refusals {
    const { frames, channels, calls } = this;
    return {
      frames: Object.fromEntries(frames),
      channels: Object.fromEntries(channels),
      calls: Object.fromEntries(calls),
    };
  }
}

function count(counts: Map<string, number>, reason: unknown): void {
  const name = typeof reason === "string" ? reason.slice(0, REASON_LENGTH_MAX) : "other";
  const key = counts.has(name) || counts.size < REASONS_MAX ? name : "other";
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
