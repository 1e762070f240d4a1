import { expect, test } from "vitest";
import { TraceHash } from "../../src/kernel/trace-hash.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";

const LINE: TraceEvent = { seq: 0, atMs: 5, source: "node", event: "node.stateChanged", to: "x" };

function hashOf(...events: readonly TraceEvent[]): string {
  const hash = new TraceHash();
  for (const event of events) hash.add(event);
  return hash.text;
}

test("equal traces have equal hashes, and any other has another", () => {
  const first = hashOf(LINE, { ...LINE, seq: 1 });
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(hashOf(LINE, { ...LINE, seq: 1 })).toBe(first);
  expect(hashOf({ ...LINE, seq: 1 }, LINE)).not.toBe(first);
  expect(hashOf(LINE)).not.toBe(first);
  expect(hashOf(LINE, { ...LINE, seq: 1, to: "y" })).not.toBe(first);
  expect(hashOf(LINE, { ...LINE, seq: 1, atMs: 6 })).not.toBe(first);
});
