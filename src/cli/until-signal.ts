/**
 * Keeps a command running until it is told to end, and ends it in time.
 *
 * A signal counts while the command still starts, as it did before; SIGHUP, because a terminal that
 * was closed must not leave real processes behind.
 */
import { SIGNALS, passOn } from "./early-signal.ts";
import type { Output } from "./output.ts";

/** From the signal to the end of the process, whatever is still open, in milliseconds. */
const END_MS = 1_900;

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
  const ending = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  let overdue: NodeJS.Timeout | undefined;
  const told = new Promise<void>((resolve) => {
    ending.signal.addEventListener("abort", () => resolve());
  });
  const take = (): void => {
    if (ending.signal.aborted) process.exit();
    overdue = setTimeout(() => {
      output.say(`fleetsim: still not stopped after ${END_MS} ms; ending now`);
      process.exit();
    }, END_MS).unref();
    ending.abort();
  };
  for (const signal of SIGNALS) process.on(signal, take);
  passOn();
  try {
    await start({ signal: ending.signal, told, onEnd: (stop) => stops.unshift(stop) });
    await told;
  } catch (error) {
    // A start that was broken off has failed for no other reason.
    if (!ending.signal.aborted) throw error;
  } finally {
    for (const stop of stops) await stop();
    clearTimeout(overdue);
    for (const signal of SIGNALS) process.off(signal, take);
  }
}
