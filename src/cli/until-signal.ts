/**
 * Keeps a command running until it is told to end, and ends it in time.
 *
 * A signal counts while the command still starts, as it did before.
 */
import type { Output } from "./output.ts";
import { toldToEnd } from "./told-to-end.ts";

/** What a command knows of its end. */
export interface Ending {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly told: Promise<void>;
  /** Adds something to be stopped at the end; the latest is stopped first. */
  readonly onEnd: (stop: () => Promise<void>) => void;
}

/**
 * Starts a command, waits for SIGINT, SIGTERM or SIGHUP, then stops what the start has added; a
 * second signal ends the process at once.
 *
 * Errors: the start's, unless it was told to end meanwhile.
 */
export async function untilSignal(
  output: Output,
  start: (ending: Ending) => Promise<void>,
): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const { signal, stop: stopListening } = toldToEnd(output);
  const told = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
  try {
    await start({ signal, told, onEnd: (stop) => stops.unshift(stop) });
    await told;
  } catch (error) {
    // A start that was broken off has failed for no other reason.
    if (!signal.aborted) throw error;
  } finally {
    for (const stop of stops) await stop();
    stopListening();
  }
}
