/**
 * Signals that come before a command asks for them: nothing has started yet that had to be stopped.
 *
 * Whoever asks listens first and then calls `passOn`: were there a moment without a listener, Node
 * would lose a signal that has arrived and was not handed out yet.
 */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** From here on a signal ends the process, as it would end any command: with 0. */
export function endOnSignal(): void {
  for (const signal of SIGNALS) process.on(signal, endEarly);
}

/** From here on signals are another one's. */
export function passOn(): void {
  for (const signal of SIGNALS) process.off(signal, endEarly);
}

function endEarly(): void {
  process.exit(0);
}
