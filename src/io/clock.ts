/**
 * The live world's clock: milliseconds since the run's start, which never goes back.
 *
 * The run's start is a Unix time (`epochMs`) that a data directory keeps, so that a restarted
 * controller goes on in the same time. The system clock says where time stands at start; from then
 * on the monotonic clock moves it, so that a stepped system clock can't fire or hold back timers.
 */
export interface LiveClock {
  /** Unix milliseconds of the run's time 0. */
  readonly epochMs: number;
  /** Whole milliseconds since the run's start. */
  nowMs(): number;
}

/** A clock for a run that began at a Unix time; without one it begins now. */
export function startClock(epochMs = Date.now()): LiveClock {
  const offsetMs = Date.now() - epochMs - performance.now();
  return { epochMs, nowMs: () => Math.max(0, Math.trunc(offsetMs + performance.now())) };
}
