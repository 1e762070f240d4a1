/** `printf` with `%s %d %i %c %%`, a width with `-` or `0` before it, and backslash escapes. */
import { complain, refuse } from "./builtin.ts";
import type { Builtin } from "./builtin.ts";
import { unescapeBytes } from "./escape.ts";

const DIRECTIVE = /%([-0]?)([0-9]{0,3})(.|$)/s;

export const printf: Builtin = (call) => {
  const { moment, process, words, stdout } = call;
  const [, format, ...operands] = words;
  if (format === undefined) return complain(call, "usage: printf format [arg ...]", 2);
  const pieces = format.split(/(%[-0]?[0-9]{0,3}(?:.|$))/s);
  let bytes = "";
  let status = 0;
  let next = 0;
  do {
    const before = next;
    for (const piece of pieces) {
      const directive = DIRECTIVE.exec(piece);
      if (directive === null) {
        bytes += unescapeBytes(piece, "").bytes;
        continue;
      }
      const [, flag = "", width = "", conversion = ""] = directive;
      if (conversion === "%" && flag + width === "") {
        bytes += "%";
        continue;
      }
      if (!/^[sdic]$/.test(conversion)) return refuse(call, `"${piece}" in a format`);
      const operand = operands[next] ?? "";
      next += 1;
      const value = convert(conversion, operand);
      if (value === undefined) status = complain(call, `${operand}: expected numeric value`, 1);
      bytes += pad(value ?? "0", flag, Number(width), conversion);
    }
    // A format without a directive would never use the words up.
    if (next === before) break;
  } while (next < operands.length);
  moment.write(process, stdout, bytes);
  return status;
};

function convert(conversion: string, operand: string): string | undefined {
  if (conversion === "s") return operand;
  if (conversion === "c") return operand.slice(0, 1);
  if (operand === "") return "0";
  return /^[-+]?(?:0|[1-9][0-9]*)$/.test(operand)
    ? BigInt(operand.replace("+", "")).toString()
    : undefined;
}

function pad(value: string, flag: string, width: number, conversion: string): string {
  if (flag === "-") return value.padEnd(width);
  if (flag !== "0" || conversion === "s" || conversion === "c") return value.padStart(width);
  return value.startsWith("-")
    ? `-${value.slice(1).padStart(width - 1, "0")}`
    : value.padStart(width, "0");
}
