import fc from "fast-check";
import { expect, test } from "vitest";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { packEvents } from "../../../src/report/html/pack-events.ts";
import { unpackEvents } from "../../../src/view/events/unpack-events.ts";
import { escapingResult } from "../results.ts";

test("events that are packed, stored and unpacked are what they were, keys in their order", () => {
  const { trace } = escapingResult().shown;
  const again = unpackEvents(stored(packEvents(trace)));
  expect(again.map((event) => JSON.stringify(event))).toEqual(
    trace.map((event) => JSON.stringify(event)),
  );
});

test("whatever an event says survives", () => {
  const fact = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.jsonValue());
  const event = fc
    .record({ seq: fc.nat(), atMs: fc.nat() })
    .chain((head) => fc.dictionary(fc.string(), fact).map((facts) => ({ ...facts, ...head })))
    // A key of this name is no key of an object.
    .filter((one) => !Object.keys(one).includes("__proto__"));
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const trace = events.map((one) => JSON.parse(JSON.stringify(one)) as TraceEvent);
      expect(unpackEvents(stored(packEvents(trace)))).toEqual(trace);
    }),
  );
});

test("a trace takes less than half of its JSON", () => {
  const { trace } = escapingResult().shown;
  const packed = JSON.stringify(packEvents(trace)).length;
  expect(packed).toBeLessThan(JSON.stringify(trace).length / 2);
});

function stored<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
