/**
 * Runs a shell: instruction by instruction, up to where it sleeps, stops or ends.
 *
 * Where it is lies in the shell's record alone, so that it can be cloned between any two
 * instructions. A bound on the instructions of an instant makes endless loops take time.
 */
import { forkProcess, ignoreTerminalSignals } from "../fork-process.ts";
import type { Moment } from "../moment.ts";
import { RUNNING } from "../process-life.ts";
import type { Process } from "../process-record.ts";
import { RUNNING_JOB } from "./shell.ts";
import type { Instruction } from "../syntax/program.ts";
import { beginWait } from "../wait.ts";
import { endProgram, startTrap } from "./end-shell.ts";
import { expandFields } from "./expand.ts";
import { redirected } from "./redirect.ts";
import { failShell, runCommand } from "./run-command.ts";
import type { Shell } from "./shell.ts";

/** Runs the shell of a running process. */
export function runShell(moment: Moment, process: Process): void {
  while (process.life === RUNNING && process.shell !== undefined) {
    const { shell } = process;
    if (moment.instructions >= moment.options.instructionsPerInstant) {
      moment.pause(process);
      return;
    }
    moment.instructions += 1;
    if (process.pending !== 0) startTrap(process, shell, moment.options.nestingMax);
    const instruction = shell.program.code[shell.counter];
    shell.counter += 1;
    if (instruction === undefined || instruction.op === "exit") endProgram(moment, process, shell);
    else if (instruction.op === "command") stepCommand(moment, process, shell, instruction);
    else if (instruction.op === "fork") stepFork(moment, process, shell, instruction);
    else stepControl(moment, process, shell, instruction);
  }
}

function stepCommand(
  moment: Moment,
  process: Process,
  shell: Shell,
  instruction: Instruction & { op: "command" },
): void {
  runCommand({ moment, process, shell, command: instruction.command }, instruction.execs);
  const { commandMs } = moment.options;
  if (commandMs > 0 && process.life === RUNNING && process.shell === shell) {
    moment.sleep(process, commandMs);
  }
}

function stepFork(
  moment: Moment,
  process: Process,
  shell: Shell,
  instruction: Instruction & { op: "fork" },
): void {
  // The last thing a subshell does needs no subshell of its own.
  if (instruction.execs && shell.traps.length === 0) return;
  const child = forkProcess(moment, process);
  if (child === undefined) {
    const command = { line: instruction.line, assignments: [], words: [], redirects: [] };
    failShell({ moment, process, shell, command }, "Cannot fork");
    return;
  }
  shell.counter = instruction.to;
  if (!instruction.background) {
    beginWait(moment, process, child.pid, []);
    return;
  }
  ignoreTerminalSignals(child);
  shell.jobs = [...shell.jobs, { pid: child.pid, status: RUNNING_JOB, waited: false }];
  shell.lastJob = child.pid;
  shell.status = 0;
}

function stepControl(
  moment: Moment,
  process: Process,
  shell: Shell,
  instruction: Exclude<Instruction, { op: "command" | "fork" | "exit" }>,
): void {
  switch (instruction.op) {
    case "jump":
      shell.counter = instruction.to;
      return;
    case "branch":
      if ((shell.status === 0) === (instruction.on === "success")) shell.counter = instruction.to;
      return;
    case "not":
      shell.status = shell.status === 0 ? 1 : 0;
      return;
    case "succeed":
      shell.status = 0;
      return;
    case "redirect":
    case "restore":
      stepRedirect(process, shell, instruction);
      return;
    case "loop":
    case "next":
    case "keep":
    case "endLoop":
      stepLoop(moment, process, shell, instruction);
      return;
  }
}

function stepRedirect(
  process: Process,
  shell: Shell,
  instruction: Instruction & { op: "redirect" | "restore" },
): void {
  const { frames } = shell;
  let to = process as { stdout: number; stderr: number };
  if (instruction.op === "redirect") {
    const { stdout, stderr } = process;
    if (instruction.saves) shell.frames = { type: "redirect", stdout, stderr, under: frames };
    to = redirected(process, instruction.redirects);
  } else if (frames?.type === "redirect") {
    to = frames;
    shell.frames = frames.under;
  }
  const { stdout, stderr } = to;
  process.stdout = stdout;
  process.stderr = stderr;
}

function stepLoop(
  moment: Moment,
  process: Process,
  shell: Shell,
  instruction: Instruction & { op: "loop" | "next" | "keep" | "endLoop" },
): void {
  const { frames } = shell;
  if (instruction.op === "loop") {
    const words = expandFields(shell, instruction.words, moment.options.wordBytesMax);
    if ("type" in words) {
      const command = { line: instruction.line, assignments: [], words: [], redirects: [] };
      failShell({ moment, process, shell, command }, words.message);
    } else shell.frames = { type: "loop", words, status: 0, under: frames };
    return;
  }
  if (frames?.type !== "loop") return;
  if (instruction.op === "keep") shell.frames = { ...frames, status: shell.status };
  else if (instruction.op === "endLoop") {
    shell.status = frames.status;
    shell.frames = frames.under;
  } else {
    const [word, ...words] = frames.words;
    if (word === undefined) shell.counter = instruction.to;
    else {
      shell.variables = shell.variables.with(instruction.name, word);
      shell.frames = { ...frames, words };
    }
  }
}
