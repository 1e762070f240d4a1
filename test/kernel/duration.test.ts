import { expect, test } from "vitest";
import { readMs } from "../../src/kernel/duration.ts";

test.each([
  ["0ms", 0],
  ["250ms", 250],
  ["1.5s", 1500],
  ["2m", 120_000],
  ["1.5h", 5_400_000],
  ["366d", 31_622_400_000],
  [17, 17],
])("%s is %i ms", (text, ms) => {
  expect(readMs(text)).toBe(ms);
});

test.each(["", "5", "s", "-1s", "1 s", "1.0001ms", "367d", "1e3s", -1, 0.5, Number.NaN])(
  "%s is no length of time",
  (text) => {
    expect(readMs(text)).toBeUndefined();
  },
);
