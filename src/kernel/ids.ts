/**
 * Ids in AWS's forms, drawn from a prng: the same seed names the same things.
 *
 * Secrets and channel tokens are never made here (a live world takes those from the system).
 */
import type { Prng } from "./prng.ts";

const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

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
  return `${hex32(first)}-${hex16(second >>> 16)}-${hex16(second)}-${hex16(third >>> 16)}-${hex16(third)}${hex32(fourth)}`;
}

/** A node id: the prefix and 17 hex digits. */
export function drawNodeId(prng: Prng, prefix: "i-" | "mi-"): string {
  const digits = [hex32(prng.next()), hex32(prng.next()), (prng.next() & 15).toString(16)];
  // Joined, it is one string in memory; added up, it would be a chain of them for good.
  return [prefix, ...digits].join("");
}

function hex32(word: number): string {
  return hex16(word >>> 16) + hex16(word);
}

function hex16(word: number): string {
  return hex8(word >>> 8) + hex8(word);
}

function hex8(byte: number): string {
  return BYTE_HEX[byte & 255] ?? "";
}
