/**
 * Evaluates `$((...))`: 64-bit integers, as dash does; `&&` and `||` skip their right side.
 *
 * Assignments and shifts are not part of the subset. An expression is evaluated while it is read;
 * the depth of parentheses and signs is bounded.
 */

export interface ArithmeticFailure {
  readonly type: "failure";
  readonly message: string;
}

type Operation = (left: bigint, right: bigint) => bigint;

const DEPTH_MAX = 64;
const TOKEN =
  /[ \t\n]*(0[xX][0-9A-Fa-f]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*|&&|\|\||[=!<>]=|[-+*/%()<>!])/y;

/** Weakest first; those of one row bind from left to right. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { "||": (left, right) => flag(left !== 0n || right !== 0n) },
  { "&&": (left, right) => flag(left !== 0n && right !== 0n) },
  { "==": (left, right) => flag(left === right), "!=": (left, right) => flag(left !== right) },
  {
    "<": (left, right) => flag(left < right),
    "<=": (left, right) => flag(left <= right),
    ">": (left, right) => flag(left > right),
    ">=": (left, right) => flag(left >= right),
  },
  { "+": (left, right) => left + right, "-": (left, right) => left - right },
  {
    "*": (left, right) => left * right,
    "/": (left, right) => left / right,
    "%": (left, right) => left % right,
  },
];

/**
 * Evaluates an expression; variables come from `lookup`.
 *
 * Shape:  text after `$` is expanded -> decimal text, or why it has no value.
 * Errors: never throws.
 */
export function evaluateArithmetic(
  text: string,
  lookup: (name: string) => string,
): string | ArithmeticFailure {
  const reader = new Reader(text, lookup);
  const value = reader.level(0, true);
  if (reader.failure === "" && reader.rest() !== "") reader.fail("expecting EOF");
  if (reader.failure === "") return value.toString();
  return { type: "failure", message: reader.failure };
}

class Reader {
  failure = "";
  private readonly text: string;
  private readonly lookup: (name: string) => string;
  private position = 0;
  private depth = 0;

  constructor(text: string, lookup: (name: string) => string) {
    this.text = text;
    this.lookup = lookup;
  }

  rest(): string {
    return this.text.slice(this.position).trim();
  }

  fail(why: string): void {
    this.failure ||= `arithmetic expression: ${why}: "${this.text}"`;
    this.position = this.text.length;
  }

  /** Reads operators of one level and above; nothing counts or fails where it is not `live`. */
  level(index: number, live: boolean): bigint {
    const operations = LEVELS[index];
    if (operations === undefined) return this.signed(live);
    let left = this.level(index + 1, live);
    for (;;) {
      const operator = this.peek();
      const operation = Object.hasOwn(operations, operator) ? operations[operator] : undefined;
      if (operation === undefined) return left;
      this.take();
      const skips = operator === "&&" ? left === 0n : operator === "||" && left !== 0n;
      const right = this.level(index + 1, live && !skips);
      if ((operator === "/" || operator === "%") && right === 0n) {
        if (live) this.fail("division by zero");
        return 0n;
      }
      left = BigInt.asIntN(64, operation(left, right));
    }
  }

  private signed(live: boolean): bigint {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) this.fail("nested too deeply");
    const value = this.primary(live);
    this.depth -= 1;
    return BigInt.asIntN(64, value);
  }

  private primary(live: boolean): bigint {
    const token = this.take();
    if (token === "-") return -this.signed(live);
    if (token === "+") return this.signed(live);
    if (token === "!") return flag(this.signed(live) === 0n);
    if (token === "(") {
      const value = this.level(0, live);
      if (this.take() !== ")") this.fail("expecting ')'");
      return value;
    }
    if (/^[0-9]/.test(token)) return this.number(token);
    if (/^[A-Za-z_]/.test(token)) return this.variable(token);
    this.fail("expecting primary");
    return 0n;
  }

  private variable(name: string): bigint {
    const value = this.lookup(name).trim();
    if (value === "") return 0n;
    if (/^[-+]?(?:0[xX][0-9A-Fa-f]+|[0-9]+)$/.test(value)) {
      const digits = value.replace(/^[-+]/, "");
      return value.startsWith("-") ? -this.number(digits) : this.number(digits);
    }
    this.failure ||= `Illegal number: ${value}`;
    this.position = this.text.length;
    return 0n;
  }

  private number(digits: string): bigint {
    if (!/^0[0-9]/.test(digits)) return BigInt(digits);
    if (/^[0-7]+$/.test(digits)) return BigInt(`0o${digits}`);
    this.fail("expecting EOF");
    return 0n;
  }

  private peek(): string {
    TOKEN.lastIndex = this.position;
    return TOKEN.exec(this.text)?.[1] ?? "";
  }

  private take(): string {
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text);
    this.position += match?.[0].length ?? 0;
    return match?.[1] ?? "";
  }
}

function flag(value: boolean): bigint {
  return value ? 1n : 0n;
}
