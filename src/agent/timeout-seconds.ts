/**
 * A step's time limit from what its inputs say.
 *
 * Shape:  an integer, or a fraction that is cut down, as a number or as text -> 5..172800;
 *         anything else, also what is out of that range, is silently 3600.
 * Source: amazon-ssm-agent 3.3, measured ("3", "abc" and 172801 are 3600, "7.9" is 7).
 */
export function timeoutSeconds(input: unknown): number {
  const seconds = Math.trunc(numberOf(input));
  return seconds >= SECONDS_MIN && seconds <= SECONDS_MAX ? seconds : SECONDS_DEFAULT;
}

function numberOf(input: unknown): number {
  if (typeof input === "number") return input;
  return typeof input === "string" && DECIMAL.test(input) ? Number(input) : Number.NaN;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const SECONDS_MIN = 5;
const SECONDS_MAX = 172_800;
const SECONDS_DEFAULT = 3600;
