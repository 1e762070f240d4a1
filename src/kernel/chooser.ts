/**
 * Where everything that could go one way or another is decided: delays, probabilities, order.
 *
 * "Seeded random", "exhaustive" and "replay this schedule" are choosers. The point's name is for
 * people and for schedules; the prng is the stream of the record that faces the choice.
 */
import type { Prng } from "./prng.ts";

export interface Chooser {
  /** An integer in min..max, both included. */
  range(prng: Prng, point: string, min: number, max: number): number;
  /** True in numerator of denominator cases. */
  chance(prng: Prng, point: string, numerator: number, denominator: number): boolean;
}

/** Draws every choice from the prng of whoever faces it: the same seed, the same run. */
export const seededChooser: Chooser = {
  range: (prng, _point, min, max) => prng.range(min, max),
  chance: (prng, _point, numerator, denominator) => prng.chance(numerator, denominator),
};
