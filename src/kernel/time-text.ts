/**
 * How moments and lengths are written, in every report and on the page.
 *
 * A moment counts from the run's beginning. It has milliseconds, as these decide races; of an hour and
 * more nobody counts the seconds, so it is `h:mm:ss.mmm` from there on.
 */
const HOUR_MS = 3_600_000;

/** `3.018` is seconds, `1:00:00.000` an hour: for columns. */
export function moment(ms: number): string {
  const all = Math.abs(ms);
  if (all < HOUR_MS) return seconds(ms);
  const minutes = two(Math.trunc(all / 60_000) % 60);
  const rest = `${two(Math.trunc(all / 1000) % 60)}.${millis(all)}`;
  return `${ms < 0 ? "-" : ""}${Math.trunc(all / HOUR_MS)}:${minutes}:${rest}`;
}

/** The same for sentences, seconds with their unit: `3.018 s`, `1:00:00.000`. */
export function momentText(ms: number): string {
  return isClock(ms) ? moment(ms) : `${moment(ms)} s`;
}

/** Whether a moment is written as hours, minutes and seconds. */
export function isClock(ms: number): boolean {
  return Math.abs(ms) >= HOUR_MS;
}

/** Seconds with three digits behind the point, however many: `3.018`. */
export function seconds(ms: number): string {
  return `${ms < 0 ? "-" : ""}${Math.trunc(Math.abs(ms) / 1000)}.${millis(Math.abs(ms))}`;
}

/** A distance as people say it: `12 ms`, `45.552 s`, `2 h 5 min`. */
export function distance(ms: number): string {
  if (ms < 10_000) return `${ms} ms`;
  if (ms < 60_000) return `${seconds(ms)} s`;
  return parts([
    [Math.trunc(ms / 86_400_000), "d"],
    [Math.trunc(ms / HOUR_MS) % 24, "h"],
    [Math.trunc(ms / 60_000) % 60, "min"],
    [Math.trunc(ms / 1000) % 60, "s"],
  ]);
}

/** A length, in few characters: `17 ms`, `4.9 s`, `12 min`, `3.5 h`. */
export function shortLength(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < HOUR_MS) return `${Math.round(ms / 6000) / 10} min`;
  return `${Math.round(ms / 360_000) / 10} h`;
}

/** The two greatest that are not zero. */
function parts(all: readonly (readonly [number, string])[]): string {
  const first = all.findIndex(([count]) => count > 0);
  return all
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}

function millis(ms: number): string {
  return String(ms % 1000).padStart(3, "0");
}
