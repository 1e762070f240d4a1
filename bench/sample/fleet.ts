/**
 * Sample: events per CPU second of a fleet of 10,000 virtual agents, against a bare heap.
 *
 * First with health reports only, then with a command per node and hour, a tenth of it cancelled.
 */
import { BareHeap } from "../bare-heap.ts";
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { call, createFleet, HOUR_MS, MINUTE_MS, play, sendByTag } from "../virtual-fleet.ts";

const NODES = 10_000;
const GROUPS = 200;
/** Between two commands to a group: each group gets one an hour. */
const SEND_EVERY_MS = HOUR_MS / GROUPS;
const CANCEL_AFTER_MS = 10_000;
const CANCELLED_PER_GROUP = 5;
const ROUNDS = 5;

const world = createFleet(NODES);
const ids = [...world.host.nodes].map((node) => node.id);
play(world, 20 * MINUTE_MS);

// A health timer and a PingStatus timer a node wait; what is in flight is hardly anything.
const heap = new BareHeap(2 * NODES, 5 * MINUTE_MS);
heap.play(100_000);

const health = measure(() => play(world, world.nowMs + 20 * MINUTE_MS));
let group = 0;
measureCommands(5); // Warm-up.
const commands = measure(() => measureCommands(20));

printSample({
  healthShare: health.share,
  healthRate: health.rate,
  commandShare: commands.share,
  commandRate: commands.rate,
  heapRate: health.heapRate,
});

/** Plays world and heap in turns, with as many events each. */
function measure(playWorld: () => number): { share: number; rate: number; heapRate: number } {
  let events = 0;
  let worldSeconds = 0;
  let heapSeconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    let played = 0;
    worldSeconds += timed(() => (played = playWorld()));
    heapSeconds += timed(() => heap.play(played));
    events += played;
  }
  return {
    share: (100 * heapSeconds) / worldSeconds,
    rate: events / worldSeconds,
    heapRate: events / heapSeconds,
  };
}

function measureCommands(minutes: number): number {
  const untilMs = world.nowMs + minutes * MINUTE_MS;
  let events = 0;
  while (world.nowMs < untilMs) {
    const startMs = world.nowMs;
    const command = sendByTag(world, "group", `g${group}`);
    events += play(world, startMs + CANCEL_AFTER_MS);
    const first = group * (NODES / GROUPS);
    const InstanceIds = ids.slice(first, first + CANCELLED_PER_GROUP);
    call(world, "CancelCommand", { CommandId: command, InstanceIds });
    events += play(world, startMs + SEND_EVERY_MS);
    group = (group + 1) % GROUPS;
  }
  return events;
}
