import { expect, test } from "vitest";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { chooseEvents } from "../../../src/report/html/choose-events.ts";

/** A thousand events, of which every tenth has words in a report. */
const TRACE = Array.from({ length: 1000 }, (_, seq): TraceEvent => {
  return { seq, atMs: seq, source: "agent", event: "health.reported" };
});
const TOLD = new Set(TRACE.map(({ seq }) => seq).filter((seq) => seq % 10 === 0));

function chosen(max: number, around: readonly number[]): readonly number[] {
  return chooseEvents(TRACE, { max, told: TOLD, around }).map(({ seq }) => seq);
}

test("a trace that is short enough is kept whole", () => {
  expect(chooseEvents(TRACE, { max: 1000, told: TOLD, around: [] })).toBe(TRACE);
});

test("what decides is kept with all that is around it, in the order of the trace", () => {
  const seqs = chosen(50, [503]);
  expect(seqs).toHaveLength(50);
  expect(seqs).toEqual(seqs.toSorted((left, right) => left - right));
  expect(seqs[0]).toBeGreaterThanOrEqual(503 - 25);
  expect(seqs.at(-1)).toBeLessThanOrEqual(503 + 25);
});

test("far away what is told comes before what is not", () => {
  // 401 events within 200 of the one that decides, and the told ones of the rest.
  const seqs = chosen(450, [500]);
  const far = seqs.filter((seq) => Math.abs(seq - 500) > 200);
  expect(far).toHaveLength(49);
  expect(far.every((seq) => TOLD.has(seq))).toBe(true);
});

test("with nothing that decides what is told is kept, from the beginning", () => {
  expect(chosen(100, [])).toEqual([...TOLD]);
});
