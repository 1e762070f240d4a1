/**
 * Every fault that there is, in the order of the docs.
 */
import type { Fault } from "./fault.ts";
import { delay } from "./link/delay.ts";
import { drop } from "./link/drop.ts";
import { partition } from "./link/partition.ts";

export const FAULTS: readonly Fault[] = [drop, delay, partition];

/** The fault with this name. */
export function faultOf(name: string): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name);
}
