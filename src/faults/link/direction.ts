/**
 * The directions of a link that a fault is about: that of its scope, or both.
 */
import type { Direction } from "../hands.ts";

export function directionsOf(direction: Direction | undefined): readonly Direction[] {
  return direction === undefined ? ["toAgent", "toController"] : [direction];
}
