import { expect, test } from "vitest";
import { setOptions } from "../../src/report/set-options.ts";
import { readFile } from "../scenario/soak.ts";

const soak = readFile("scenarios/24-hour-soak.yaml");

test("the profile and the length of a scenario are among the options that it sets", () => {
  expect(setOptions(soak)).toEqual({ profile: "ideal", lasts: "1d" });
});

test("what is usual is not told, and what is set is", () => {
  const usual = readFile("scenarios/cancel-loses.yaml");
  const options = { ...usual.options, set: { graceMs: "7000" } };
  expect(setOptions({ ...usual, options })).toEqual({ graceMs: "7000" });
});

test("of several profiles each has the names of its groups", () => {
  const [first, ...others] = soak.fleet.nodes;
  const other = { ...first!, profile: "amazon-ssm-agent", group: "db" } as const;
  const fleet = { ...soak.fleet, nodes: [...others, other] };
  expect(setOptions({ ...soak, fleet })).toMatchObject({
    profile: "ideal (web), amazon-ssm-agent (db)",
  });
});
