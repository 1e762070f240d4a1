/**
 * Ids in AWS's forms, drawn from a prng: the same seed names the same things.
 *
 * Secrets and channel tokens are never made here (a live world takes those from the system).
 */
import type { Prng } from "./prng.ts";

const HEX_CODES = Array.from({ length: 16 }, (_, digit) => digit.toString(16).charCodeAt(0));
/** Where ids are put together; what it holds between two calls means nothing but its hyphens. */
const uuidCodes = Array.from("00000000-0000-4000-8000-000000000000", (digit) =>
  digit.charCodeAt(0),
);
const nodeIdCodes = Array.from({ length: 17 }, () => 0);

/**
 * A version-4 UUID in lower case.
 *
 * @example
 * drawUuid(Prng.seeded("42")); // 36 characters, version 4
 */
export function drawUuid(prng: Prng): string {
  const first = prng.next();
  const second = (prng.next() & 0xffff0fff) | 0x4000;
  const third = (prng.next() & 0x3fffffff) | 0x80000000;
  const fourth = prng.next();
  writeHex(uuidCodes, 0, first, 8);
  writeHex(uuidCodes, 9, second >>> 16, 4);
  writeHex(uuidCodes, 14, second, 4);
  writeHex(uuidCodes, 19, third >>> 16, 4);
  writeHex(uuidCodes, 24, third, 4);
  writeHex(uuidCodes, 28, fourth, 8);
  return String.fromCharCode(...uuidCodes);
}

/** A node id: the prefix and 17 hex digits. */
export function drawNodeId(prng: Prng, prefix: "i-" | "mi-"): string {
  writeHex(nodeIdCodes, 0, prng.next(), 8);
  writeHex(nodeIdCodes, 8, prng.next(), 8);
  writeHex(nodeIdCodes, 16, prng.next(), 1);
  return [prefix, String.fromCharCode(...nodeIdCodes)].join("");
}

/**
 * Writes the last digits of a word.
 *
 * Ids are made of codes because one made of texts would be a chain of a dozen pieces, and every
 * message has one: they were an eighth of all that a command allocated.
 */
function writeHex(codes: number[], start: number, word: number, digits: number): void {
  let rest = word;
  for (let at = start + digits - 1; at >= start; at -= 1) {
    codes[at] = HEX_CODES[rest & 15] ?? 0;
    rest >>>= 4;
  }
}
