/**
 * How fleetsim ends: the exit codes, and the one error that means "wrong usage".
 *
 * Source: sysexits numbers where they fit; the others are our choice.
 */
export const EXIT = {
  /** Done, or ended by a signal. */
  done: 0,
  /** An expectation did not hold. */
  failed: 1,
  /** Nothing was proven. */
  unproven: 2,
  /** Wrong usage, or a wrong file. */
  usage: 64,
  /** Can't bind or connect. */
  unavailable: 69,
  /** A defect of fleetsim. */
  defect: 70,
} as const;

/** Ends the command with a code, and one line on stderr unless all has been said. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Wrong usage: what was expected, what was found. */
export function usageError(message: string): CommandError {
  return new CommandError(EXIT.usage, message);
}

/** Something of fleetsim that this version does not have yet. */
export function laterError(what: string): CommandError {
  return usageError(`${what} is not part of this version yet`);
}
