/** How moments and lengths of virtual time are written. */

/** Seconds with three digits behind the point: `3.018`. */
export function seconds(ms: number): string {
  const whole = Math.trunc(Math.abs(ms) / 1000);
  const rest = String(Math.abs(ms) % 1000).padStart(3, "0");
  return `${ms < 0 ? "-" : ""}${whole}.${rest}`;
}

/** A length, in few characters: `17 ms`, `4.9 s`, `12 min`, `3.5 h`. */
export function shortLength(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 6000) / 10} min`;
  return `${Math.round(ms / 360_000) / 10} h`;
}
