/** `kill [-SIGNAL | -s SIGNAL] PID...`; a negative PID is a group, 0 the shell's own. */
import { deliverSignal } from "../deliver-signal.ts";
import { parseSignal, SIGTERM } from "../signals.ts";
import { complain, refuse } from "./builtin.ts";
import type { Builtin, BuiltinCall } from "./builtin.ts";

const USAGE =
  "Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]";

export const kill: Builtin = (call) => {
  let operands = call.words.slice(1);
  let signal: number | undefined = SIGTERM;
  const [option = "", name = ""] = operands;
  if (option === "-l" || option === "-L") return refuse(call, `"kill ${option}"`);
  if (option.startsWith("-") && option !== "--") {
    const text = option === "-s" ? name : option.slice(1);
    signal = parseSignal(text);
    operands = operands.slice(option === "-s" ? 2 : 1);
    if (signal === undefined) return complain(call, `Illegal option -${text.slice(0, 1)}`, 2);
  }
  if (operands[0] === "--") operands = operands.slice(1);
  if (operands.length === 0) return complain(call, USAGE, 2);
  let status = 0;
  for (const operand of operands) {
    if (operand.startsWith("%")) return refuse(call, `a job ("${operand}")`);
    if (!/^-?[0-9]{1,9}$/.test(operand)) return complain(call, `Illegal number: ${operand}`, 2);
    if (!signalPid(call, Number(operand), signal)) {
      status = complain(call, "No such process\n", 1);
    }
  }
  return status;
};

/** False when there is nobody: ESRCH. */
function signalPid(call: BuiltinCall, pid: number, signal: number): boolean {
  const { moment, process } = call;
  const group = pid === 0 ? process.pgid : -pid;
  const targets =
    pid > 0
      ? moment.processes.filter((candidate) => candidate.pid === pid)
      : moment.processes.filter((candidate) => candidate.pgid === group);
  for (const target of targets) deliverSignal(moment, target, signal);
  return targets.length > 0;
}
