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
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  const timeMs = (minutes * 60 + Number(text.slice(17, 19))) * 1_000 + Number(text.slice(20, 23));
  return day <= daysOf(year, month) ? daysBefore(year, month, day) * DAY_MS + timeMs : undefined;
}

/** The last millisecond of the year 9999. */
export const TIME_MS_MAX = 253_402_300_799_999;
const FIRST_MS = -62_167_219_200_000;
const DAY_MS = 86_400_000;
const FORM =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days from 1970-01-01, by the calendar that begins in March: its leap day is its last. */
function daysBefore(year: number, month: number, day: number): number {
  const years = month < 3 ? year - 1 : year;
  const months = month < 3 ? month + 9 : month - 3;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leaps + Math.floor((months * 153 + 2) / 5) + day - 1 - 719_468;
}
