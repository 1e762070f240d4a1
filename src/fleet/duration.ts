/**
 * Lengths of virtual time as a user writes them.
 */
import { FleetError, shown } from "./fleet-error.ts";

/** `"5s"`, `"1.5h"`, or whole milliseconds. */
export type Duration = number | string;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const DAYS_MAX = 366;
const MS_MAX = DAYS_MAX * 86_400_000;

/** Errors: throws FleetError for anything but 0..366 days in whole milliseconds. */
export function readDuration(duration: Duration): number {
  const ms = typeof duration === "string" ? readText(duration) : duration;
  if (Number.isSafeInteger(ms) && ms >= 0 && ms <= MS_MAX) return ms;
  throw new FleetError(
    `expected a time such as "5s" (ms, s, m, h, d) or whole milliseconds, from 0 to ` +
      `${DAYS_MAX} days; found ${shown(duration)}; time has not moved`,
  );
}

function readText(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)$/.exec(text) ?? [];
  return digits === "" ? Number.NaN : Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
}
