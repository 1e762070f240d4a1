/**
 * A compiled script: a flat list of instructions, so that where a shell is is one number.
 *
 * Programs are immutable and shared by all shells, forks and clones that run them.
 */
import type { Redirect, SimpleCommand, Word } from "./syntax-tree.ts";

export type Instruction =
  /** Runs a command; `execs`: nothing follows in this subshell, so it may take its place. */
  | { readonly op: "command"; readonly command: SimpleCommand; readonly execs: boolean }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "branch"; readonly on: "success" | "failure"; readonly to: number }
  /** The child goes on at the next instruction, up to an `exit`; the parent at `to`. */
  | {
      readonly op: "fork";
      readonly background: boolean;
      readonly execs: boolean;
      readonly line: number;
      readonly to: number;
    }
  /** Ends a subshell, a trap's action or the script, with the status of the last command. */
  | { readonly op: "exit" }
  /** Redirects this shell; `saves` lays the old descriptors on the frames for `restore`. */
  | { readonly op: "redirect"; readonly redirects: readonly Redirect[]; readonly saves: boolean }
  | { readonly op: "restore" }
  /** Begins a loop: its frame holds the words left to go through and the status to end with. */
  | { readonly op: "loop"; readonly words: readonly Word[]; readonly line: number }
  /** Takes the next word of a `for`, or goes to `to`. */
  | { readonly op: "next"; readonly name: string; readonly to: number }
  /** Lays the status aside as the one that the loop will end with. */
  | { readonly op: "keep" }
  | { readonly op: "endLoop" }
  | { readonly op: "not" }
  | { readonly op: "succeed" };

export interface Program {
  readonly code: readonly Instruction[];
  /** Two 32-bit halves of a hash of the text, for the encoder. */
  readonly hashHigh: number;
  readonly hashLow: number;
}
