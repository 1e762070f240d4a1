import { expect, test } from "vitest";
import { append } from "../../src/kernel/append.ts";

test("append answers a longer list and leaves the old one as it was", () => {
  const none: readonly number[] = [];
  const one = append(none, 1);
  const two = append(one, 2);
  expect([none, one, two]).toEqual([[], [1], [1, 2]]);
});

test("append takes a list as one item", () => {
  expect(append<readonly number[]>([[1]], [2, 3])).toEqual([[1], [2, 3]]);
});
