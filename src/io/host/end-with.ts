/**
 * Ends what is starting, or runs, when a signal says so.
 */

/** Stops a host at a signal. Errors: throws the signal's reason when it was given already. */
export function endWith(
  signal: AbortSignal | undefined,
  host: { readonly stop: () => Promise<void> },
): void {
  signal?.throwIfAborted();
  signal?.addEventListener("abort", () => void host.stop());
}
