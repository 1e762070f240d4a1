/**
 * The programs of a simulated node, by name: what a process becomes when it calls exec.
 *
 * A program is looked up here and nowhere else. It either ends its process at once, puts it to sleep
 * (it ends with 0 when its timer fires), or makes a shell of it. A command that a scenario gives a
 * behaviour is a program too, whatever its name.
 */
import { beginActing } from "./begin-acting.ts";
import { exitProcess } from "./end-process.ts";
import { forkProcess } from "./fork-process.ts";
import type { Moment } from "./moment.ts";
import { outsideSubset } from "./outside-subset.ts";
import { isAlive } from "./process-life.ts";
import type { Process } from "./process-record.ts";
import type { CommandBehaviour } from "./run-behaviours.ts";
import { Shell } from "./shell/shell.ts";
import type { Variables } from "./shell/variables.ts";
import { SIGHUP } from "./signals.ts";
import { parseSleepMs } from "./sleep-duration.ts";
import { compile } from "./syntax/compile.ts";

/** A call of exec: the process that becomes the program, its words, its environment. */
export interface ExecCall {
  readonly moment: Moment;
  readonly process: Process;
  readonly words: readonly string[];
  readonly environment: Variables;
}

export type Executable = (call: ExecCall) => void;

const EXECUTABLES: ReadonlyMap<string, Executable> = new Map<string, Executable>([
  ["sleep", sleep],
  ["setsid", setsid],
  ["nohup", nohup],
  ["sh", shell],
  ["true", (call) => end(call, 0)],
  ["false", (call) => end(call, 1)],
  ["echo", echo],
]);

const SLEEP_HELP = "Try 'sleep --help' for more information.";

/** The program of a name, also with /bin/ or /usr/bin/ before it. */
export function lookupExecutable(name: string): Executable | undefined {
  return EXECUTABLES.get(baseName(name));
}

function baseName(name: string): string {
  return name.replace(/^\/(?:usr\/)?bin\//, "");
}

/** Turns a process into a program; without one of that name it ends with 127 and a message. */
export function execute(call: ExecCall): void {
  const { process, words } = call;
  process.shell = undefined;
  process.args = words.join(" ");
  const [name = ""] = words;
  const given = lookupBehaviour(call.moment, process, words);
  const executable = given?.isWhole === true ? undefined : lookupExecutable(name);
  if (given?.behaviour.spawnError !== undefined) {
    end(call, 126, `${name}: ${given.behaviour.spawnError}`);
    return;
  }
  executable?.(call);
  if (given !== undefined) {
    // A program that is over already has had no time for anything else.
    const { behaviour } = given;
    const isProgram = executable === undefined;
    if (isAlive(process.life)) beginActing(call.moment, process, { behaviour, isProgram });
  } else if (executable === undefined) end(call, 127, outsideSubset(`"${name}"`));
}

/** Commands that stay what they are: they are the shell's own business, or run another command. */
const NEVER_PROGRAMS: ReadonlySet<string> = new Set([
  ":",
  "exec",
  "exit",
  "export",
  "kill",
  "nohup",
  "setsid",
  "trap",
  "wait",
]);

/** What a command is made to do; undefined: nothing but what it does by itself. */
export function lookupBehaviour(
  moment: Moment,
  process: Process,
  words: readonly string[],
): CommandBehaviour | undefined {
  const given = moment.behaviourOf(process, words);
  if (given === undefined) return undefined;
  const name = baseName(words[0] ?? "");
  const runsText = name === "sh" && words[1] === "-c";
  return runsText || NEVER_PROGRAMS.has(name) ? undefined : given;
}

function sleep(call: ExecCall): void {
  const { moment, process, words } = call;
  const operands = words.slice(1);
  let totalMs: number | undefined = 0;
  if (operands.length === 0) {
    end(call, 1, `sleep: missing operand\n${SLEEP_HELP}`);
    return;
  }
  for (const operand of operands) {
    const ms = parseSleepMs(operand);
    if (ms === "invalid") {
      end(call, 1, `sleep: invalid time interval '${operand}'\n${SLEEP_HELP}`);
      return;
    }
    totalMs = ms === undefined || totalMs === undefined ? undefined : totalMs + ms;
  }
  // No program takes no time at all: a loop around `sleep 0` moves on.
  moment.sleep(process, totalMs === undefined ? undefined : Math.max(1, totalMs));
}

/** Source: setsid(1): the leader of a group can't leave it, and forks first. */
function setsid(call: ExecCall): void {
  const { moment, process, words, environment } = call;
  const forks = words[1] === "-f" || words[1] === "--fork";
  const rest = words.slice(forks ? 2 : 1);
  const [name = ""] = rest;
  if (name === "" || name.startsWith("-")) {
    end(call, 127, outsideSubset(`"${words.join(" ")}"`));
    return;
  }
  let leaver: Process | undefined = process;
  if (forks || process.pid === process.pgid) {
    leaver = forkProcess(moment, process);
    if (leaver === undefined) end(call, 1, "setsid: fork: Resource temporarily unavailable");
    else end(call, 0);
  }
  if (leaver === undefined) return;
  leaver.sid = leaver.pid;
  leaver.pgid = leaver.pid;
  execute({ moment, process: leaver, words: rest, environment });
}

function nohup(call: ExecCall): void {
  const { process, words } = call;
  if (words.length < 2) {
    end(call, 125, "nohup: missing operand");
    return;
  }
  process.ignored |= 1 << SIGHUP;
  execute({ ...call, words: words.slice(1) });
}

function shell(call: ExecCall): void {
  const { moment, process, words, environment } = call;
  const [, option, text, name = words[0] ?? "sh"] = words;
  if (option !== "-c" || text === undefined) {
    end(call, 127, outsideSubset(`"${words.join(" ")}" (but for "sh -c TEXT")`));
    return;
  }
  const program = compile(text, moment.options);
  if ("type" in program) {
    end(call, 127, `${name}: ${program.line}: ${outsideSubset(program.found)}`);
    return;
  }
  process.shell = new Shell({
    program,
    variables: environment,
    name,
    mainPid: process.pid,
    ignoredForGood: process.ignored,
  });
}

/** The program, not the builtin: backslashes are left alone. */
function echo(call: ExecCall): void {
  const { moment, process, words } = call;
  const bare = words[1] === "-n";
  moment.write(process, process.stdout, words.slice(bare ? 2 : 1).join(" ") + (bare ? "" : "\n"));
  end(call, 0);
}

function end(call: ExecCall, status: number, message = ""): void {
  const { moment, process } = call;
  if (message !== "") moment.write(process, process.stderr, `${message}\n`);
  exitProcess(moment, process, status);
}
