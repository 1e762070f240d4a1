import { expect, test } from "vitest";
import { durationSchema, spanSchema } from "../../src/faults/duration.ts";

test.each([
  ["50ms", 50],
  ["1.5s", 1500],
  [0, 0],
  [250, 250],
  ["366d", 366 * 86_400_000],
])("%j is %i ms", (written, ms) => {
  expect(durationSchema.parse(written)).toBe(ms);
  expect(spanSchema.parse(written)).toEqual({ minMs: ms, maxMs: ms });
});

test("two durations are the shortest and the longest", () => {
  expect(spanSchema.parse(["50ms", "1s"])).toEqual({ minMs: 50, maxMs: 1000 });
});

test.each([
  ["soon", "expected a duration such as 250ms"],
  ["367d", "at most 366d"],
  [-1, "expected a duration"],
  [1.5, "expected a duration"],
  [["2s", "1s"], "expected the shorter duration first, found 2000 ms before 1000 ms"],
  [["1s"], "two in brackets"],
  [{}, "two in brackets"],
])("%j is refused with what was expected", (written, message) => {
  const { error } = spanSchema.safeParse(written);
  expect(error?.issues[0]?.message).toContain(message);
});

test.each([
  [5000, "5s"],
  [
    ["50ms", 400],
    ["50ms", "400ms"],
  ],
  [0, "0ms"],
  [1_234_567, "1234567ms"],
])("%j is written as %j again", (read, written) => {
  expect(spanSchema.encode(spanSchema.parse(read))).toEqual(written);
});
