/** The small builtins: `:` `true` `false` `exit` `export` `wait`. */
import { WAITS_FOR_ALL, WAITS_FOR_PIDS } from "../process-record.ts";
import { exitShell } from "../shell/end-shell.ts";
import { actionFrame } from "../shell/frame.ts";
import { beginWait } from "../wait.ts";
import { complain, refuse } from "./builtin.ts";
import type { Builtin } from "./builtin.ts";

export const succeed: Builtin = () => 0;

export const fail: Builtin = () => 1;

/** Without a number: `$?`, or in a trap's action the status from before it. */
export const exit: Builtin = (call) => {
  const { moment, process, shell, words } = call;
  const [, operand] = words;
  let status = actionFrame(shell.frames)?.status ?? shell.status;
  if (operand !== undefined) {
    const legal = /^[0-9]{1,9}$/.test(operand);
    status = legal ? Number(operand) & 255 : complain(call, `Illegal number: ${operand}`, 2);
  }
  exitShell(moment, process, shell, status);
  return undefined;
};

/** Its operands come expanded as assignments are: `NAME` or `NAME=value`. */
export const exportNames: Builtin = (call) => {
  const { moment, process, shell, words } = call;
  for (const operand of words.slice(1)) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(operand) ?? [];
    if (operand.startsWith("-")) return refuse(call, `"export ${operand}"`);
    if (name === undefined) {
      exitShell(
        moment,
        process,
        shell,
        complain(call, `${operand.replace(/=.*/s, "")}: bad variable name`, 2),
      );
      return undefined;
    }
    if (value !== undefined) shell.variables = shell.variables.with(name, value);
    shell.variables = shell.variables.withExport(name);
  }
  return 0;
};

export const wait: Builtin = (call) => {
  const { moment, process, words } = call;
  const pids: number[] = [];
  for (const operand of words.slice(1)) {
    if (operand.startsWith("%")) return refuse(call, `a job ("${operand}")`);
    if (!/^[0-9]{1,9}$/.test(operand)) return complain(call, `Illegal number: ${operand}`, 2);
    pids.push(Number(operand));
  }
  beginWait(moment, process, pids.length === 0 ? WAITS_FOR_ALL : WAITS_FOR_PIDS, pids);
  return undefined;
};
