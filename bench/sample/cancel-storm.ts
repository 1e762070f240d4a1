/**
 * Sample: one command to 1,000 nodes by tag, cancelled while it runs, until all are final.
 */
import { BareHeap } from "../bare-heap.ts";
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { call, createFleet, MINUTE_MS, play, sendByTag } from "../virtual-fleet.ts";
import type { World } from "../../src/world/world.ts";

const NODES = 1000;
const ROUNDS = 10;

const world = createFleet(NODES);
play(world, MINUTE_MS);
const heap = new BareHeap(2 * NODES, MINUTE_MS);
storm(world);
heap.play(20_000);

let events = 0;
let stormSeconds = 0;
let heapSeconds = 0;
let wallMs = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  let played = 0;
  const before = performance.now();
  stormSeconds += timed(() => (played = storm(world)));
  wallMs += performance.now() - before;
  heapSeconds += timed(() => heap.play(played));
  events += played;
}
printSample({
  share: (100 * heapSeconds) / stormSeconds,
  rate: events / stormSeconds,
  cpuMs: (stormSeconds * 1000) / ROUNDS,
  wallMs: wallMs / ROUNDS,
});

/** A send and a cancel of all, and what follows in a minute; answers the number of events. */
function storm(fleet: World): number {
  const startMs = fleet.nowMs;
  const command = sendByTag(fleet, "role", "web");
  let played = play(fleet, startMs + 2000);
  call(fleet, "CancelCommand", { CommandId: command });
  played += play(fleet, startMs + 4000);
  const { Commands } = call(fleet, "ListCommands", { CommandId: command });
  const [{ StatusDetails } = {}] = Commands as { StatusDetails?: string }[];
  if (StatusDetails !== "Cancelled") throw new Error(`the command is ${StatusDetails ?? "gone"}`);
  return played;
}
