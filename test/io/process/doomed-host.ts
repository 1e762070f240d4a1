/**
 * A host that starts two runs and waits to be killed; a program of sweep.test.ts, not a test.
 *
 * Arguments: the directory, the containment. Says on stdout which pids are its runs' processes.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ContainmentKind } from "../../../src/io/process/containment.ts";
import { RealProcesses } from "../../../src/io/process/real-processes.ts";
import { makeSpec } from "./process-spec.ts";

const [directory = "", containment] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const processes = new RealProcesses({
  directory,
  containment: containment as ContainmentKind,
  log: silent,
  report: () => undefined,
  nowMs: () => performance.now(),
});
processes.start(1, makeSpec("trap '' TERM HUP; sleep 641 & setsid sleep 642 & sleep 643"));
processes.start(2, makeSpec("sleep 644", { node: "another" }));

const expected = ["sleep 641", "sleep 642", "sleep 643", "sleep 644"];
for (;;) {
  const listed = await processes.list();
  if (expected.every((args) => listed.some((listing) => listing.args === args))) {
    console.log(JSON.stringify(listed.map(({ pid }) => pid)));
    break;
  }
  await delay(20);
}
// Should nobody kill it, it goes in order.
await delay(15_000);
await processes.stopAll();
