/** Reads the operands of sleep(1): `1`, `0.25`, `1.5m`, `infinity`. */

const UNIT_MS: Readonly<Record<string, number>> = {
  "": 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Longer than any run: such a sleep has no timer, as `infinity`. */
const FOREVER_MS = 365 * 86_400_000;

/** Whole milliseconds; undefined is for ever. */
export function parseSleepMs(text: string): number | undefined | "invalid" {
  if (text === "infinity" || text === "inf") return undefined;
  const match = /^([0-9]+\.?[0-9]*|\.[0-9]+)([smhd]?)$/.exec(text);
  if (match === null) return "invalid";
  const ms = Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? 1000));
  return ms < FOREVER_MS ? ms : undefined;
}
