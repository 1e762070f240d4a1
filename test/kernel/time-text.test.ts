import { describe, expect, test } from "vitest";
import {
  distance,
  isClock,
  moment,
  momentText,
  seconds,
  shortLength,
} from "../../src/kernel/time-text.ts";

describe("a moment", () => {
  test.each([
    [0, "0.000", "0.000 s"],
    [3, "0.003", "0.003 s"],
    [61_005, "61.005", "61.005 s"],
    [3_599_999, "3599.999", "3599.999 s"],
    [3_600_000, "1:00:00.000", "1:00:00.000"],
    [3_600_001, "1:00:00.001", "1:00:00.001"],
    [3_659_999, "1:00:59.999", "1:00:59.999"],
    [3_660_000, "1:01:00.000", "1:01:00.000"],
    [7_199_999, "1:59:59.999", "1:59:59.999"],
    [86_400_000, "24:00:00.000", "24:00:00.000"],
    [360_000_000 + 45_678, "100:00:45.678", "100:00:45.678"],
    [-1, "-0.001", "-0.001 s"],
    [-3_599_999, "-3599.999", "-3599.999 s"],
    [-3_600_000, "-1:00:00.000", "-1:00:00.000"],
  ])("%i ms is %s, in a sentence %s", (ms, short, text) => {
    expect(moment(ms)).toBe(short);
    expect(momentText(ms)).toBe(text);
    expect(isClock(ms)).toBe(short.includes(":"));
  });

  test("never gets shorter the later it is, so that a column is as wide as its last one", () => {
    const edges = [0, 999, 1000, 9_999, 10_000, 3_599_999, 3_600_000, 35_999_999, 36_000_000];
    const lengths = edges.map((ms) => moment(ms).length);
    expect(lengths).toEqual([...lengths].sort((left, right) => left - right));
  });
});

test.each([
  [3_600_000, "3600.000"],
  [-1500, "-1.500"],
])("%i ms are %s seconds for programs, however many", (ms, text) => {
  expect(seconds(ms)).toBe(text);
});

test.each([
  [0, "0 ms", "0 ms"],
  [999, "999 ms", "999 ms"],
  [9_999, "9999 ms", "10 s"],
  [10_000, "10.000 s", "10 s"],
  [59_999, "59.999 s", "60 s"],
  [60_000, "1 min", "1 min"],
  [3_600_000, "1 h", "1 h"],
  [7_500_000, "2 h 5 min", "2.1 h"],
  [90_061_000, "1 d 1 h", "25 h"],
])("a length of %i ms is %s, in little room %s", (ms, words, short) => {
  expect(distance(ms)).toBe(words);
  expect(shortLength(ms)).toBe(short);
});
