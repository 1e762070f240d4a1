/**
 * Twenty worlds in which commands and cancels meet mixes of the faults of agents: an ideal agent
 * keeps every promise, and everything that is judged holds; a mix repeats with its seed.
 */
import { expect, test } from "vitest";
import { AGENT_FAULTS } from "../../src/faults/faults.ts";
import { traceLine } from "../../src/kernel/trace.ts";
import { Judge } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { facts } from "../world/fixture.ts";
import { playMix } from "./mix.ts";
import type { Mix, MixSetup } from "./mix.ts";

const FAULTS = AGENT_FAULTS.filter(({ breaksPromises }) => breaksPromises !== true).flatMap(
  ({ name, examples }) => examples.map((params) => [name, params] as const),
);
const SEEDS = Array.from({ length: 20 }, (_, index) => String(index + 1));

function mix(seed: string, profile: MixSetup["profile"]): Mix {
  return playMix({ seed, profile, faults: FAULTS, count: 12 });
}

function judge({ events, world }: Mix, isJudged: (judgedOn: string) => boolean) {
  const judged = Judge.of(PROPERTIES.filter(({ judgedOn }) => isJudged(judgedOn)));
  for (const event of events) judged.see(event);
  return judged.end(world.nowMs);
}

test("no property fails with ideal agents under mixes of the faults of agents", () => {
  const fired = new Set<unknown>();
  for (const seed of SEEDS) {
    const run = mix(seed, "ideal");
    expect([seed, judge(run, () => true)]).toEqual([seed, []]);
    for (const { fault } of facts(run.events, "fault.fired")) fired.add(fault);
  }
  // All have been there.
  expect([...fired].sort()).toEqual([...new Set(FAULTS.map(([name]) => name))].sort());
});

test("no property of the controller's fails with the real agent's ways", () => {
  for (const seed of SEEDS) {
    const run = mix(seed, "amazon-ssm-agent");
    expect([seed, judge(run, (judgedOn) => judgedOn === "controller")]).toEqual([seed, []]);
  }
});

test("a mix repeats byte for byte with its seed", () => {
  const bytes = (seed: string): string => mix(seed, "ideal").events.map(traceLine).join("\n");
  const first = bytes("7");
  expect(bytes("7")).toBe(first);
  expect(bytes("8")).not.toBe(first);
});
