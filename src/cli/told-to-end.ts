/**
 * Listens to SIGINT, SIGTERM and SIGHUP for a command that can be broken off, and ends the process
 * when the command does not end in time, or is told a second time.
 *
 * SIGHUP, because a terminal that was closed must not leave real processes behind.
 */
import { SIGNALS, passOn } from "./early-signal.ts";
import type { Output } from "./output.ts";

/** From the signal to the end of the process, whatever is still open, in milliseconds. */
const END_MS = 1_900;

export interface ToldToEnd {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Signals are somebody else's again. */
  readonly stop: () => void;
}

export function toldToEnd(output: Output): ToldToEnd {
  const ending = new AbortController();
  let overdue: NodeJS.Timeout | undefined;
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
  return {
    signal: ending.signal,
    stop: () => {
      clearTimeout(overdue);
      for (const signal of SIGNALS) process.off(signal, take);
    },
  };
}
