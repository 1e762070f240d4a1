/**
 * Times as answers carry them: numbers for timestamp members, ISO texts for GetCommandInvocation.
 *
 * Source: recorded answers; the SDK for JavaScript can't read ISO texts in timestamp members.
 */

/** Epoch seconds with milliseconds as fraction, of Unix milliseconds. */
export function epochSeconds(unixMs: number): number {
  return unixMs / 1000;
}

/** ISO 8601 in UTC with milliseconds; "" when not set, or before 1970 (an agent's "never"). */
export function isoTime(unixMs: number | undefined): string {
  if (unixMs === undefined || !(unixMs >= 0 && unixMs <= UNIX_MS_MAX)) return "";
  return new Date(unixMs).toISOString();
}

/**
 * An ISO 8601 duration in hours, minutes and seconds, as Java prints one.
 *
 * Source: recorded answers, `PT0.091S` and `PT1H0.271S`.
 */
export function isoDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const showSeconds = seconds > 0 || (hours === 0 && minutes === 0);
  return `PT${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${
    showSeconds ? `${seconds}S` : ""
  }`;
}

/** The last millisecond of the year 9999. */
const UNIX_MS_MAX = 253_402_300_799_999;
