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
  /** The run's start by the machine's monotonic clock; undefined for a clock that is not the system's. */
  readonly originNs?: bigint;
  /** Whole milliseconds since the run's start. */
  nowMs(): number;
}

/** A clock for a run that began at a Unix time; without one it begins now. */
export function startClock(epochMs = Date.now()): LiveClock {
  const sinceMs = Date.now() - epochMs;
  return sharedClock(epochMs, process.hrtime.bigint() - BigInt(Math.round(sinceMs * NS_PER_MS)));
}

/** The clock of another process of this machine, by what it says of it. */
export function sharedClock(epochMs: number, originNs: bigint): LiveClock {
  const sinceMs = Number(process.hrtime.bigint() - originNs) / NS_PER_MS;
  const offsetMs = sinceMs - performance.now();
  return { epochMs, originNs, nowMs: () => Math.max(0, Math.trunc(offsetMs + performance.now())) };
}

/** When the run of a clock has begun, by the machine's monotonic clock. */
export function originOf(clock: LiveClock): bigint {
  const sinceNs = BigInt(Math.round(clock.nowMs() * NS_PER_MS));
  return clock.originNs ?? process.hrtime.bigint() - sinceNs;
}

const NS_PER_MS = 1_000_000;
