/**
 * Keeps a command running until it is told to end, and ends it in time.
 */
import type { Output } from "./output.ts";

/** From the signal to the end of the process, whatever is still open, in milliseconds. */
const END_MS = 1_900;

/** Waits for SIGINT or SIGTERM, then stops; a second signal ends the process at once. */
export async function untilSignal(output: Output, stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit());
  const overdue = setTimeout(() => {
    output.say(`fleetsim: still not stopped after ${END_MS} ms; ending now`);
    process.exit();
  }, END_MS);
  overdue.unref();
  await stop();
  clearTimeout(overdue);
}
