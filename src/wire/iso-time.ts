/**
 * Times as the protocol's JSON spells them: `YYYY-MM-DDTHH:MM:SS.mmmZ`, 24 characters.
 *
 * A time here is integer milliseconds since 1970, within the years 0 to 9999 (an agent writes year
 * 1 for a step that never began).
 */

/** The text of a time; one outside the years 0 to 9999 is moved to the nearer end. */
export function formatIsoTime(timeMs: number): string {
  const inRange = Math.min(Math.max(Math.trunc(timeMs) || 0, FIRST_MS), TIME_MS_MAX);
  return new Date(inRange).toISOString();
}

/** The time of a text of exactly this form, or undefined. */
export function parseIsoTime(text: string): number | undefined {
  if (!FORM.test(text)) return undefined;
  const timeMs = Date.parse(text);
  // 30 February would slide into March: only what reads back the same is a date.
  return Number.isNaN(timeMs) || new Date(timeMs).toISOString() !== text ? undefined : timeMs;
}

/** The last millisecond of the year 9999. */
export const TIME_MS_MAX = 253_402_300_799_999;
const FIRST_MS = -62_167_219_200_000;
const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
