/** `test` and `[`: strings, integers and `!`, told apart by the number of operands as POSIX says. */
import { complain, refuse } from "./builtin.ts";
import type { Builtin, BuiltinCall } from "./builtin.ts";

type Comparison = (left: bigint, right: bigint) => boolean;

const INTEGER: Readonly<Record<string, Comparison>> = {
  "-eq": (left, right) => left === right,
  "-ne": (left, right) => left !== right,
  "-lt": (left, right) => left < right,
  "-le": (left, right) => left <= right,
  "-gt": (left, right) => left > right,
  "-ge": (left, right) => left >= right,
};

export const test: Builtin = (call) => {
  let operands = call.words.slice(1);
  if (call.words[0] === "[") {
    if (operands.at(-1) !== "]") return complain(call, "missing ]", 2);
    operands = operands.slice(0, -1);
  }
  const result = evaluate(call, operands);
  return typeof result === "number" ? result : result ? 0 : 1;
};

/** True, false, or the status of a failure that has been told. */
function evaluate(call: BuiltinCall, operands: readonly string[]): boolean | number {
  const [first = "", second = "", third = ""] = operands;
  if (operands.length === 0) return false;
  if (operands.length === 1) return first !== "";
  if (operands.length === 3 && isBinary(second)) return compare(call, first, second, third);
  if (first === "!") {
    const inner = evaluate(call, operands.slice(1));
    return typeof inner === "number" ? inner : !inner;
  }
  if (operands.length === 2 && first === "-n") return second !== "";
  if (operands.length === 2 && first === "-z") return second === "";
  // Tests of files, -a and -o are left to real shells; what is left is wrong in those too.
  const known =
    operands.length > 3 || operands.some((word) => /^(?:-[A-Za-z]{1,2}|[()])$/.test(word));
  const isInteger = Object.hasOwn(INTEGER, first);
  if (known && !isInteger) return refuse(call, `"${operands.join(" ")}"`);
  return complain(call, `${first}: unexpected operator`, 2);
}

function isBinary(operator: string): boolean {
  return operator === "=" || operator === "!=" || Object.hasOwn(INTEGER, operator);
}

function compare(
  call: BuiltinCall,
  left: string,
  operator: string,
  right: string,
): boolean | number {
  const comparison = INTEGER[operator];
  if (comparison === undefined) return (left === right) === (operator === "=");
  for (const operand of [left, right]) {
    if (!/^[ \t\n]*[-+]?[0-9]+[ \t\n]*$/.test(operand)) {
      return complain(call, `Illegal number: ${operand}`, 2);
    }
  }
  return comparison(integer(left), integer(right));
}

function integer(text: string): bigint {
  return BigInt(text.trim().replace("+", ""));
}
