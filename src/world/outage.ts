/**
 * What is done to the life of one node from outside; outages.ts does it.
 */

/** Immutable: it is replaced. */
export interface Outage {
  /** How many have stopped it from here; nobody has started it since. */
  readonly stops: number;
  /** It is to be started as soon as it is Stopped. */
  readonly startsAgain: boolean;
  /** What comes when the time of its notice is up; undefined without one. */
  readonly notice: "stop" | "terminate" | undefined;
  /** How long its next starts take; undefined: as configured. */
  readonly pendingMs: number | undefined;
}

export const NO_OUTAGE: Outage = {
  stops: 0,
  startsAgain: false,
  notice: undefined,
  pendingMs: undefined,
};
