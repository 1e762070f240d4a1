/** What the commands that a shell carries out itself have in common. */
import type { Moment } from "../moment.ts";
import { outsideSubset } from "../outside-subset.ts";
import type { Process } from "../process-record.ts";
import type { Shell } from "../shell/shell.ts";

/** One call of a builtin: its words (the name first), and where its output goes. */
export interface BuiltinCall {
  readonly moment: Moment;
  readonly process: Process;
  readonly shell: Shell;
  readonly words: readonly string[];
  readonly line: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Carries a builtin out; returns `$?`, or undefined when it has seen to that (it waits, it ends). */
export type Builtin = (call: BuiltinCall) => number | undefined;

/** Writes a message as dash does, and returns the status. */
export function complain(call: BuiltinCall, message: string, status: number): number {
  const { moment, process, shell, line, words, stderr } = call;
  moment.write(process, stderr, `${shell.name}: ${line}: ${words[0] ?? ""}: ${message}\n`);
  return status;
}

/** Says that something is outside the subset: status 127. */
export function refuse(call: BuiltinCall, found: string): number {
  return complain(call, outsideSubset(found), 127);
}
