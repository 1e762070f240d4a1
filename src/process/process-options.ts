/**
 * The bounds and costs of simulated processes: each a number with its unit and a consequence.
 *
 * What goes past a bound never stops the node: it ends the script, one command or one instant, as
 * said beside each.
 */
export interface ProcessOptions {
  /** Live processes of one node; past it a shell says "Cannot fork" and exits with 2. */
  readonly processesMax: number;
  /** Bytes of a script in UTF-8; a longer one does not run: exit 127. */
  readonly scriptBytesMax: number;
  /** Commands inside commands, traps inside traps; a deeper script does not run: exit 127. */
  readonly nestingMax: number;
  /** Bytes of one expanded word; past it the shell says so and exits with 2. */
  readonly wordBytesMax: number;
  /** Bytes of output of one run; what comes after is dropped, and the script goes on. */
  readonly outputBytesMax: number;
  /** Instructions at one instant of one node; past it a shell pauses 1 ms, 2 ms, ... 256 ms. */
  readonly instructionsPerInstant: number;
  /** Virtual milliseconds that a command takes besides what it sleeps. 0: none. */
  readonly commandMs: number;
}

/** The defaults; they are ours, large enough for any script that is about cancelling. */
export const PROCESS_OPTIONS: ProcessOptions = {
  processesMax: 256,
  scriptBytesMax: 65_536,
  nestingMax: 32,
  wordBytesMax: 8192,
  outputBytesMax: 1_048_576,
  instructionsPerInstant: 10_000,
  commandMs: 0,
};
