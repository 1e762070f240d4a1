/**
 * One seed and one program give one trace, byte for byte: here, in another process, and on a
 * machine that is busy with other things.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { TraceLog } from "../../src/kernel/trace-log.ts";
import { busyTrace } from "./busy-fleet.ts";

const program = fileURLToPath(new URL("busy-fleet.ts", import.meta.url));

test("the same seed gives the same trace, another seed another one", async () => {
  const trace = await busyTrace("7");
  expect(trace.split("\n").length).toBeGreaterThan(500);
  expect(await busyTrace("7")).toBe(trace);
  expect(await busyTrace("8")).not.toBe(trace);
});

test("two fleets that run at once do not disturb each other", async () => {
  const alone = await busyTrace("7");
  expect(await Promise.all([busyTrace("7"), busyTrace("8"), busyTrace("7")])).toEqual([
    alone,
    await busyTrace("8"),
    alone,
  ]);
});

test("another process gives the same trace", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, "7"], {
    maxBuffer: 1 << 26,
  });
  expect(stdout).toBe(await busyTrace("7"));
});

test("a trace that grows too long loses its oldest part, and says so", () => {
  const log = new TraceLog(100);
  const event = (seq: number) =>
    ({ seq, atMs: seq, source: "kernel", event: "fault.fired" }) as const;
  for (let seq = 0; seq < 100; seq += 1) log.push(event(seq));
  expect(log.list()).toHaveLength(100);
  log.push(event(100));
  const [gap, first] = log.list();
  expect(gap).toMatchObject({ event: "trace.dropped", count: 10, seq: 9 });
  expect(first).toMatchObject({ seq: 10 });
  expect(log.list()).toHaveLength(92);
});
