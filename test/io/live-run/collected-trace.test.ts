/** Lines of several writers in one order; what is cut off is what was written later. */
import { expect, test } from "vitest";
import { CollectedTrace } from "../../../src/io/live-run/collected-trace.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";

const line = (atMs: number): TraceEvent => ({
  seq: 9,
  atMs,
  source: "node",
  event: "agent.started",
});
const timesOf = (trace: CollectedTrace) => trace.sorted().map(({ seq, atMs }) => [seq, atMs]);

test("lines stand in the order in which they were written, numbered anew", () => {
  const trace = new CollectedTrace();
  trace.take(line(20), 200n);
  trace.take(line(10), 100n);
  trace.take(line(21), 200n);
  expect(timesOf(trace)).toEqual([
    [0, 10],
    [1, 20],
    [2, 21],
  ]);
});

test("behind a cut a line counts that was written before it and comes late", () => {
  const trace = new CollectedTrace();
  const beforeNs = process.hrtime.bigint();
  trace.cut();
  trace.take(line(2), process.hrtime.bigint() + 1n);
  trace.take(line(1), beforeNs);
  trace.cut();
  trace.close();
  trace.take(line(0), beforeNs);
  expect(timesOf(trace)).toEqual([[0, 1]]);
});
