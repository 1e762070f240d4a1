/**
 * JSON as the real agent writes it: Go's encoding/json with HTML escaping, keys of maps sorted.
 *
 * Go and JSON.stringify agree on quotes, backslashes and control characters (`\b`, `\f`, `\n`,
 * `\r`, `\t`, other ones as `\u00xx`). Go escapes `<`, `>`, `&`, U+2028 and U+2029 as well. Text
 * that was not UTF-8 has gone through JSON once before it is sent, so U+FFFD stands in it as such.
 */
import { wellFormed } from "./utf8.ts";

/** A text as a JSON string, quotes included. */
export function goString(text: string): string {
  if (!SPECIAL.test(text)) return JSON.stringify(text);
  return JSON.stringify(wellFormed(text)).replace(ESCAPED, escapeOf);
}

/** An integer; what is none (a defect of the caller) is written as 0. */
export function goInteger(value: number): string {
  return Number.isSafeInteger(value) ? value.toFixed(0) : "0";
}

/** A map as a JSON object, its keys in order of their UTF-8 bytes. */
export function goMap<Value>(
  map: Readonly<Record<string, Value>>,
  writeValue: (value: Value) => string,
): string {
  const entries = Object.entries(map);
  if (entries.length > 1) entries.sort(([left], [right]) => compareCodePoints(left, right));
  const members = entries.map(([key, value]) => `${goString(key)}:${writeValue(value)}`);
  return `{${members.join(",")}}`;
}

const SPECIAL = /[<>&\u2028\u2029\ud800-\udfff]/;
const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Order by code point, which is the order of UTF-8 bytes (UTF-16 units put U+E000 too late). */
function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves surrogates behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
