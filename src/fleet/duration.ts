/**
 * Lengths of virtual time as a user of the library writes them.
 */
import { DURATION_DAYS_MAX, readMs } from "../kernel/duration.ts";
import { FleetError, shown } from "./fleet-error.ts";

/** `"5s"`, `"1.5h"`, or whole milliseconds. */
export type Duration = number | string;

/** Errors: throws FleetError for anything but 0..366 days in whole milliseconds. */
export function readDuration(duration: Duration): number {
  const ms = readMs(duration);
  if (ms !== undefined) return ms;
  throw new FleetError(
    `expected a time such as "5s" (ms, s, m, h, d) or whole milliseconds, from 0 to ` +
      `${DURATION_DAYS_MAX} days; found ${shown(duration)}; time has not moved`,
  );
}
