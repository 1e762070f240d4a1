import { expect, test } from "vitest";
import { runSeed } from "../../../src/scenario/run/run-seed.ts";

test("a number counts up, and begins anew after the greatest", () => {
  expect([0, 1, 41].map((index) => runSeed("7", index))).toEqual(["7", "8", "48"]);
  expect(runSeed("9007199254740990", 1)).toBe("9007199254740991");
  expect(runSeed("9007199254740990", 2)).toBe("0");
});

test("a text gets the run's number behind it, and is itself for the first run", () => {
  expect([0, 1, 2].map((index) => runSeed("storm", index))).toEqual([
    "storm",
    "storm/1",
    "storm/2",
  ]);
  // Too long for a number of ours: a text like any other.
  expect(runSeed("99999999999999999999", 1)).toBe("99999999999999999999/1");
});
