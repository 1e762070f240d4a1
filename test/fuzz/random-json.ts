/**
 * JSON values that no sender has in mind: wrong kinds, extremes, names of Object.prototype.
 */
import type { Prng } from "../../src/kernel/prng.ts";

const DEEP = 150;
const LONG = 3_000;

/** Any of the list; it must not be empty. */
export function pick<Value>(prng: Prng, values: readonly Value[]): Value {
  return values[prng.range(0, values.length - 1)]!;
}

/** A value of any kind; lists and objects are at most `depth` levels deep, but for one. */
export function randomValue(prng: Prng, depth = 3): unknown {
  const kind = prng.range(0, depth > 0 ? 11 : 8);
  if (kind <= 2) return pick(prng, WORDS);
  if (kind <= 4) return pick(prng, NUMBERS);
  if (kind === 5) return prng.chance(1, 2);
  if (kind === 6) return null;
  if (kind === 7) return "x".repeat(prng.range(0, LONG));
  if (kind === 8) return prng.chance(1, 20) ? nested() : randomText(prng);
  const values = Array.from({ length: prng.range(0, 4) }, () => randomValue(prng, depth - 1));
  if (kind === 9) return values;
  return Object.fromEntries(values.map((value) => [pick(prng, NAMES), value]));
}

/** The same value with one of its members, however deep, changed, gone, or beside a new one. */
export function changedValue(prng: Prng, value: unknown): unknown {
  if (typeof value !== "object" || value === null || prng.chance(1, 8)) return randomValue(prng);
  const entries = Object.entries(value);
  const at = prng.range(0, Math.max(0, entries.length - 1));
  const entry = entries[at];
  if (entry === undefined || prng.chance(1, 10)) entries.push([pick(prng, NAMES), true]);
  else if (prng.chance(1, 6)) entries.splice(at, 1);
  else entry[1] = changedValue(prng, entry[1]);
  return Array.isArray(value) ? entries.map(([, each]) => each as unknown) : fromEntries(entries);
}

export function randomText(prng: Prng): string {
  const length = prng.range(0, 40);
  return Array.from({ length }, () => String.fromCharCode(prng.range(0, 0xffff))).join("");
}

function nested(): unknown {
  let value: unknown = [];
  for (let level = 0; level < DEEP; level += 1) value = [value];
  return value;
}

/** Own members whatever their names are; JSON.stringify writes them all. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

const NUMBERS = [0, -0, 1, -1, 0.5, 137, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324];

const WORDS = [
  ...["", " ", "Success", "Failed", "InProgress", "Cancelled", "success", "200", "51402", "null"],
  ...["aws.ssm.sendCommand", "aws.ssm.cancelCommand", "aws.ssm.", "aws.ssm..", "2026-13-45"],
  ...["2026-01-01T00:00:00.000Z", "+275760-09-13T00:00:00.000Z", "\u0000", "\ud800", "__proto__"],
  ...["{}", "[]", '{"documentStatus":"Success"}', "<AccessDeniedException>", "../../etc/passwd"],
];

const NAMES = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "", "0", "jobId", "JobId"],
  ...["content", "topic", "documentStatus", "runtimeStatus", "statusCode", "schemaVersion"],
];
