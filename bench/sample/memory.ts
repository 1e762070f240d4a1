/**
 * Sample: memory of idle agents, as the slope over fleets of three sizes.
 *
 * Counted is all that the world keeps: nodes, agents, links, timers and queue, and what the
 * controller knows of them. The sizes double, as queue and tables do.
 */
import { createFleet, play, MINUTE_MS } from "../virtual-fleet.ts";
import { printSample } from "../samples.ts";
import type { World } from "../../src/world/world.ts";

const SIZES = [6000, 12_000, 24_000];

let kept: World | undefined;
usedBy(100); // What is allocated once and for all.
const used = SIZES.map(usedBy);
const [small = 0, middle = 0, large = 0] = used;
const [few = 0, some = 0, many = 0] = SIZES;
printSample({
  slope: (large - small) / (many - few),
  lower: (middle - small) / (some - few),
  upper: (large - middle) / (many - some),
});

function usedBy(count: number): number {
  kept = undefined;
  const before = usedBytes();
  kept = createFleet(count);
  play(kept, 10 * MINUTE_MS);
  return usedBytes() - before;
}

function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
