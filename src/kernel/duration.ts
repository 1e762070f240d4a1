/**
 * Lengths of time as people write them: `"250ms"`, `"1.5h"`, or whole milliseconds.
 */
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
export const DURATION_DAYS_MAX = 366;
const MS_MAX = DURATION_DAYS_MAX * 86_400_000;

/** What a text has to look like; digits, a point and more digits, a unit. */
export const DURATION_PATTERN = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)$/;

/**
 * The milliseconds of a length of time; undefined for anything but 0..366 days in whole ones.
 *
 * @example
 * readMs("1.5s") === 1500; // true
 */
export function readMs(duration: string | number): number | undefined {
  const ms = typeof duration === "string" ? textMs(duration) : duration;
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= MS_MAX ? ms : undefined;
}

function textMs(text: string): number {
  const [, digits = "", unit = ""] = DURATION_PATTERN.exec(text) ?? [];
  return digits === "" ? Number.NaN : Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
}

/**
 * A length of time as a person would write it, in the largest unit that makes it a short number.
 *
 * @example
 * msText(90_000); // "1.5m"
 */
export function msText(ms: number): string {
  const [unit = "ms", unitMs = 1] =
    Object.entries(UNIT_MS)
      .toReversed()
      .find(([, length]) => ms >= length && (ms * 100) % length === 0) ?? [];
  return `${ms / unitMs}${unit}`;
}
