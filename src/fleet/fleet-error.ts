/**
 * What the library says when it is used wrongly, or can't do what it was asked.
 *
 * Errors of the simulated AWS are not of this kind: those come as the SDK's own classes.
 */

export class FleetError extends Error {
  override readonly name = "FleetError";
}

const SHOWN_MAX = 80;

/** Any value in one short line, for "found ...". */
export function shown(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  try {
    return JSON.stringify(value).slice(0, SHOWN_MAX);
  } catch {
    // Expected: an object may hold itself.
    return "an object";
  }
}
