/**
 * What a process holds on to: memory after a collection, sockets, timers.
 */
import { globalAgent } from "node:http";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are in use once everything unreachable is gone. */
export async function bytesHeld(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    // What a finalizer lets go of is gone in the round after.
    collect();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export type Resources = Readonly<Record<string, number>>;

/** How many sockets, timers and the like keep the process alive, by kind. */
export function resourcesHeld(): Resources {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** The resources once connections that are over have been taken down: as expected, or in the end. */
export async function resourcesAtRest(expected?: Resources): Promise<Resources> {
  // Its idle connections are ours, and not the service's.
  globalAgent.destroy();
  for (let left = expected === undefined ? 10 : LOOKS; left > 0; left -= 1) {
    await wait(LOOK_MS);
    if (JSON.stringify(resourcesHeld()) === JSON.stringify(expected)) break;
  }
  return resourcesHeld();
}

const LOOK_MS = 25;
const LOOKS = 200;
