/**
 * Traps and ends of a shell: when an action starts, where it returns to, what `exit` does.
 */
import { exitProcess } from "../end-process.ts";
import type { Moment } from "../moment.ts";
import type { Process } from "../process-record.ts";
import { actionFrame, trapDepth } from "./frame.ts";
import type { Shell } from "./shell.ts";

/** EXIT among the traps. */
export const EXIT_TRAP = 0;

/** Starts the action of a caught signal that is due, between two commands. */
export function startTrap(process: Process, shell: Shell, nestingMax: number): void {
  // Too many actions inside one another: the signal stays due until one of them has ended.
  if (trapDepth(shell.frames) >= nestingMax) return;
  const signal = 31 - Math.clz32(process.pending & -process.pending);
  process.pending &= ~(1 << signal);
  const trap = shell.traps.find((candidate) => candidate.signal === signal);
  if (trap === undefined) return;
  const { program, counter, status, frames } = shell;
  shell.frames = { type: "trap", program, counter, status, under: frames };
  shell.program = trap.action;
  shell.counter = 0;
}

/** The end of a program: of a trap's action, then back to where it came in; else of the shell. */
export function endProgram(moment: Moment, process: Process, shell: Shell): void {
  const frame = actionFrame(shell.frames);
  if (frame?.type !== "trap") {
    exitShell(moment, process, shell, frame?.status ?? shell.status);
    return;
  }
  shell.program = frame.program;
  shell.counter = frame.counter;
  shell.status = frame.status;
  shell.frames = frame.under;
}

/** Ends the shell with a status; the action of EXIT runs first, once. */
export function exitShell(moment: Moment, process: Process, shell: Shell, status: number): void {
  const trap = shell.traps.find((candidate) => candidate.signal === EXIT_TRAP);
  if (trap === undefined) {
    exitProcess(moment, process, status);
    return;
  }
  shell.traps = shell.traps.filter((candidate) => candidate !== trap);
  shell.frames = { type: "exit", status, under: undefined };
  shell.status = status;
  shell.program = trap.action;
  shell.counter = 0;
}
