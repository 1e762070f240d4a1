/** How lengths of virtual time are written. */

/** Seconds with three digits behind the point: `3.018`. */
export function seconds(ms: number): string {
  const whole = Math.trunc(Math.abs(ms) / 1000);
  const rest = String(Math.abs(ms) % 1000).padStart(3, "0");
  return `${ms < 0 ? "-" : ""}${whole}.${rest}`;
}

/** A distance as people say it: `12 ms`, `4.5 s`, `2 h 5 min`. */
export function distance(ms: number): string {
  if (ms < 10_000) return `${ms} ms`;
  if (ms < 60_000) return `${seconds(ms)} s`;
  return parts([
    [Math.trunc(ms / 86_400_000), "d"],
    [Math.trunc(ms / 3_600_000) % 24, "h"],
    [Math.trunc(ms / 60_000) % 60, "min"],
    [Math.trunc(ms / 1000) % 60, "s"],
  ]);
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
