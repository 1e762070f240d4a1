/**
 * Sample: how long a clone of a world of one node with one running command takes.
 */
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { createFleet, MINUTE_MS, play, sendByTag } from "../virtual-fleet.ts";
import type { World } from "../../src/world/world.ts";

const CLONES = 10_000;

const world = createFleet(1);
play(world, MINUTE_MS);
sendByTag(world, "role", "web");
play(world, MINUTE_MS + 5000);

let last: World = world;
cloneMany();
const cloneSeconds = timed(cloneMany);
// A clone must go on by itself: else what was measured is worth nothing.
const events = play(last, 2 * MINUTE_MS);
if (events !== play(world, 2 * MINUTE_MS)) throw new Error("a clone went another way");
printSample({ cloneUs: (cloneSeconds * 1e6) / CLONES });

function cloneMany(): void {
  for (let clone = 0; clone < CLONES; clone += 1) last = world.clone();
}
