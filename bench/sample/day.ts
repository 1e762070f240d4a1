/**
 * Sample: 10,000 nodes for a day; 24 commands to all of them by tag, each cancelled on a tenth.
 */
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { call, createFleet, HOUR_MS, play, sendByTag } from "../virtual-fleet.ts";

const NODES = 10_000;
const HOURS = 24;
/** CancelCommand takes 50 InstanceIds at most. */
const CANCELLED_PER_CALL = 50;

let events = 0;
const seconds = timed(() => {
  const world = createFleet(NODES);
  const ids = [...world.host.nodes].map((node) => node.id);
  for (let hour = 0; hour < HOURS; hour += 1) {
    const startMs = hour * HOUR_MS;
    events += play(world, startMs + HOUR_MS / 2);
    const CommandId = sendByTag(world, "role", "web");
    events += play(world, startMs + HOUR_MS / 2 + 10_000);
    for (let first = 0; first < NODES / 10; first += CANCELLED_PER_CALL) {
      const InstanceIds = ids.slice(first, first + CANCELLED_PER_CALL);
      call(world, "CancelCommand", { CommandId, InstanceIds });
    }
    events += play(world, startMs + HOUR_MS);
  }
});
const { rss } = process.memoryUsage();
printSample({ seconds, events, rssMb: rss / 1e6 });
