/** `trap ACTION SIGNAL...`: '' ignores, - (or no action) restores; EXIT or 0 is the shell's end. */
import type { Process } from "../process-record.ts";
import { EXIT_TRAP } from "../shell/end-shell.ts";
import type { Shell } from "../shell/shell.ts";
import { parseSignal, SIGCHLD } from "../signals.ts";
import { compile } from "../syntax/compile.ts";
import type { Program } from "../syntax/program.ts";
import { refuse } from "./builtin.ts";
import type { Builtin } from "./builtin.ts";

export const trap: Builtin = (call) => {
  const operands = call.words.slice(call.words[1] === "--" ? 2 : 1);
  const [first] = operands;
  if (first === undefined) return refuse(call, '"trap" without an action');
  const resets = first === "-" || operands.length === 1 || /^[0-9]+$/.test(first);
  const names = resets && first !== "-" ? operands : operands.slice(1);
  let action: Program | undefined;
  if (!resets && first !== "") {
    // An action is compiled when it is set, so that it is refused where it is written.
    const program = compile(first, call.moment.options);
    if ("type" in program) return refuse(call, program.found);
    action = program;
  }
  let status = 0;
  for (const name of names) {
    const signal = name === "EXIT" ? EXIT_TRAP : parseSignal(name);
    if (signal === undefined) {
      // Without the shell's name and the line, as dash writes it.
      call.moment.write(call.process, call.stderr, `trap: ${name}: bad trap\n`);
      status = 1;
    } else if (signal === SIGCHLD) return refuse(call, "a trap on CHLD");
    else setTrap(call.process, call.shell, { signal, action, ignores: first === "" });
  }
  return status;
};

function setTrap(
  process: Process,
  shell: Shell,
  to: { signal: number; action: Program | undefined; ignores: boolean },
): void {
  const { signal, action, ignores } = to;
  const bit = 1 << signal;
  if (signal !== EXIT_TRAP) {
    if ((shell.ignoredForGood & bit) !== 0) return;
    process.ignored = ignores ? process.ignored | bit : process.ignored & ~bit;
  }
  const others = shell.traps.filter((candidate) => candidate.signal !== signal);
  shell.traps = action === undefined ? others : [...others, { signal, action }];
}
