/**
 * Carries out one simple command: expand, redirect, then a builtin here or a program in a child.
 */
import type { BuiltinCall } from "../builtin/builtin.ts";
import { BUILTINS, SPECIAL_BUILTINS } from "../builtin/builtins.ts";
import { execute, lookupBehaviour, lookupExecutable } from "../executable.ts";
import { forkProcess } from "../fork-process.ts";
import type { Moment } from "../moment.ts";
import { outsideSubset } from "../outside-subset.ts";
import type { Process } from "../process-record.ts";
import { splitAssignment } from "../syntax/parse-simple.ts";
import type { SimpleCommand, Word } from "../syntax/syntax-tree.ts";
import { beginWait, reapQuietly, zombieChildren } from "../wait.ts";
import { exitShell } from "./end-shell.ts";
import { expandFields, expandText } from "./expand.ts";
import type { ExpansionFailure } from "./expand.ts";
import { redirected } from "./redirect.ts";
import type { Descriptors } from "./redirect.ts";
import type { Shell } from "./shell.ts";
import type { Variables } from "./variables.ts";

/** A shell at one of its commands. */
interface Site {
  readonly moment: Moment;
  readonly process: Process;
  readonly shell: Shell;
  readonly command: SimpleCommand;
}

/**
 * Carries the command out, up to where the shell has to wait.
 *
 * `execs`: nothing follows in this subshell, so a program may take the place of the shell.
 */
export function runCommand(site: Site, execs: boolean): void {
  const { moment, process, shell, command } = site;
  const words = expandWords(shell, command.words, moment.options.wordBytesMax);
  if ("type" in words) {
    failShell(site, words.message);
    return;
  }
  const variables = assign(site);
  if ("type" in variables) {
    failShell(site, variables.message);
    return;
  }
  const descriptors = redirected(process, command.redirects);
  const [name] = words;
  if (name === undefined || SPECIAL_BUILTINS.has(name)) shell.variables = variables;
  if (name === undefined) {
    shell.status = 0;
  } else if (name === "exec") runExec(site, words.slice(1), descriptors);
  else {
    const isGiven = lookupBehaviour(moment, process, words) !== undefined;
    const builtin = isGiven ? undefined : BUILTINS.get(name);
    if (builtin === undefined) runProgram(site, { words, variables, descriptors, execs });
    else {
      const call: BuiltinCall = {
        moment,
        process,
        shell,
        words,
        line: command.line,
        ...descriptors,
      };
      // Who dies of this very `kill` is reaped later: a real one has not died yet at this point.
      const zombies = zombieChildren(moment, process);
      const status = builtin(call);
      if (status === undefined) return;
      shell.status = status;
      reapQuietly(moment, process, zombies);
    }
  }
}

/** Writes a message of the shell itself and ends it with 2, as dash does for a failed expansion. */
export function failShell(site: Site, message: string): void {
  const { moment, process, shell, command } = site;
  moment.write(process, process.stderr, `${shell.name}: ${command.line}: ${message}\n`);
  exitShell(moment, process, shell, 2);
}

/** The operands of `export` are expanded as assignments, without splitting. */
function expandWords(
  shell: Shell,
  words: readonly Word[],
  wordBytesMax: number,
): readonly string[] | ExpansionFailure {
  const [first] = words[0] ?? [];
  if (first?.type !== "text" || first.text !== "export") {
    return expandFields(shell, words, wordBytesMax);
  }
  const fields: string[] = [];
  for (const word of words) {
    const assigns = splitAssignment(word) !== undefined;
    const text = assigns
      ? expandText(shell, word, wordBytesMax)
      : expandFields(shell, [word], wordBytesMax);
    if (typeof text === "string") fields.push(text);
    else if ("type" in text) return text;
    else fields.push(...text);
  }
  return fields;
}

function assign(site: Site): Variables | ExpansionFailure {
  const { moment, shell, command } = site;
  let { variables } = shell;
  for (const { name, value } of command.assignments) {
    const text = expandText(shell, value, moment.options.wordBytesMax);
    if (typeof text !== "string") return text;
    variables = variables.with(name, text);
    // `A=1 B=$A`: the next one sees it, also where they are for one command only.
    if (command.words.length === 0) shell.variables = variables;
  }
  return variables;
}

/** `exec` alone redirects for good; with words a program takes the shell's place. */
function runExec(site: Site, words: readonly string[], descriptors: Descriptors): void {
  const { moment, process, shell } = site;
  const [name] = words;
  const problem = name === undefined ? undefined : problemOf(site, words);
  if (problem !== undefined) {
    moment.write(process, descriptors.stderr, problem.message);
    exitShell(moment, process, shell, problem.status);
    return;
  }
  process.stdout = descriptors.stdout;
  process.stderr = descriptors.stderr;
  shell.status = 0;
  if (name === undefined) return;
  execute({ moment, process, words, environment: shell.variables.exported() });
}

function runProgram(
  site: Site,
  run: {
    words: readonly string[];
    variables: Variables;
    descriptors: Descriptors;
    execs: boolean;
  },
): void {
  const { moment, process, shell, command } = site;
  const problem = problemOf(site, run.words);
  if (problem !== undefined) {
    moment.write(process, run.descriptors.stderr, problem.message);
    shell.status = problem.status;
    return;
  }
  // A shell with traps stays, for it may have to run them.
  const stays = !run.execs || shell.traps.length > 0;
  const target = stays ? forkProcess(moment, process) : process;
  if (target === undefined) {
    failShell(site, "Cannot fork");
    return;
  }
  let environment = run.variables;
  for (const { name: assigned } of command.assignments) {
    environment = environment.withExport(assigned);
  }
  target.stdout = run.descriptors.stdout;
  target.stderr = run.descriptors.stderr;
  execute({ moment, process: target, words: run.words, environment: environment.exported() });
  if (stays) beginWait(moment, process, target.pid, []);
}

/** Why a command can't be started, and the status for it; undefined: it can. */
function problemOf(
  { moment, process, shell, command }: Site,
  words: readonly string[],
): { readonly message: string; readonly status: number } | undefined {
  const [name = ""] = words;
  const place = `${shell.name}: ${command.line}: `;
  const given = lookupBehaviour(moment, process, words);
  const error = given?.behaviour.spawnError;
  if (error !== undefined) return { message: `${place}${name}: ${error}\n`, status: 126 };
  if (given !== undefined || lookupExecutable(name) !== undefined) return undefined;
  return { message: `${place}${outsideSubset(`not found: "${name}"`)}\n`, status: 127 };
}
