/**
 * Sample: what it costs to judge a busy fleet by every property, and to look out for every situation.
 *
 * The same six hours of 2,000 nodes (`node bench/sample/judged.ts NODES`: so many) are played three
 * times: untraced, with a reader that does nothing, and with all monitors.
 */
import type { TraceReader } from "../../src/kernel/trace.ts";
import { Judge } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { Lookout } from "../../src/scenario/situation/lookout.ts";
import { SITUATIONS } from "../../src/scenario/situation/situations.ts";
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { call, createFleet, HOUR_MS, play, sendByTag } from "../virtual-fleet.ts";

const NODES = Number(process.argv[2] ?? 2000);
const HOURS = 6;
/** CancelCommand takes 50 InstanceIds at most. */
const CANCELLED_PER_CALL = 50;

function run(readers: readonly TraceReader[]): number {
  return timed(() => {
    const world = createFleet(NODES);
    for (const reader of readers) world.readTrace(reader);
    const ids = [...world.host.nodes].map((node) => node.id);
    for (let hour = 0; hour < HOURS; hour += 1) {
      const startMs = hour * HOUR_MS;
      play(world, startMs + HOUR_MS / 2);
      const CommandId = sendByTag(world, "role", "web");
      play(world, startMs + HOUR_MS / 2 + 10_000);
      for (let first = 0; first < NODES / 10; first += CANCELLED_PER_CALL) {
        const InstanceIds = ids.slice(first, first + CANCELLED_PER_CALL);
        call(world, "CancelCommand", { CommandId, InstanceIds });
      }
      play(world, startMs + HOUR_MS);
    }
  });
}

let lines = 0;
const judge = Judge.of(PROPERTIES);
const lookout = Lookout.of(SITUATIONS);
const untraced = run([]);
const traced = run([() => (lines += 1)]);
const judged = run([(event) => judge.see(event), (event) => lookout.see(event)]);
const perLineUs = ((judged - traced) / lines) * 1e6;
printSample({ untraced, traced, judged, lines, perLineUs, share: (untraced / judged) * 100 });
