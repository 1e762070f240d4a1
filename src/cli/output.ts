/**
 * Where a command writes: results on stdout, everything meant for people on stderr.
 */
export interface Output {
  /** One or more whole lines for scripts. */
  out(text: string): void;
  /** One or more whole lines for people. */
  say(text: string): void;
}

export const terminalOutput: Output = {
  out: (text) => process.stdout.write(`${text}\n`),
  say: (text) => process.stderr.write(`${text}\n`),
};
