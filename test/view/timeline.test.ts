import { expect, test } from "vitest";
import { makeTimeline } from "../../src/view/diagram/timeline.ts";
import type { Entry } from "../../src/view/model/entry.ts";

const ROW_PX = 20;

/** Entries at these moments. */
function at(...moments: readonly number[]): readonly Entry[] {
  return moments.map((atMs, seq) => ({
    event: { seq, atMs, source: "agent", event: "job.started" },
    ...{ says: "", tone: "plain", isTold: true, kind: "job", who: "agent" },
    ...{ node: undefined, command: undefined },
  }));
}

test("rows follow each other by a row, and by more the more time lies between them", () => {
  const { ys } = makeTimeline(at(0, 0, 10, 5010), [0, 1, 2, 3], ROW_PX);
  const gaps = [ys[1]! - ys[0]!, ys[2]! - ys[1]!, ys[3]! - ys[2]!];
  expect(gaps[0]).toBe(ROW_PX);
  expect(gaps[1]).toBeGreaterThan(ROW_PX);
  expect(gaps[2]).toBeGreaterThan(gaps[1]!);
  expect(gaps[2]).toBeLessThanOrEqual(2.5 * ROW_PX);
});

test("what has no row lies between its neighbours, by its time", () => {
  const { ys, places } = makeTimeline(at(0, 25, 100), [0, 2], ROW_PX);
  expect(places[0]).toBe(ys[0]);
  expect(places[2]).toBe(ys[1]);
  expect(places[1]).toBeCloseTo(ys[0]! + 0.25 * (ys[1]! - ys[0]!));
});

test("what arrives in the moment of the next row lies on it", () => {
  const { ys, places } = makeTimeline(at(0, 100, 100), [0, 2], ROW_PX);
  expect(places[1]).toBe(ys[1]);
});

test("places never go back, whichever rows there are", () => {
  const entries = at(0, 0, 3, 3, 70, 5000, 5000, 90_000);
  for (const rows of [[], [3], [0, 7], [1, 4, 6], [0, 1, 2, 3, 4, 5, 6, 7]]) {
    const { places, height } = makeTimeline(entries, rows, ROW_PX);
    for (const [index, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(index === 0 ? 0 : places[index - 1]!);
      expect(place).toBeLessThanOrEqual(height);
    }
  }
});
