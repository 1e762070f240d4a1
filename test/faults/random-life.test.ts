/**
 * Whatever happens to the controller, to calls and to nodes: what is judged on the controller holds
 * with both profiles, `ideal` breaks no property at all, and every command ends.
 */
import { describe, expect, test } from "vitest";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { facts, lines } from "../world/fixture.ts";
import { LIFE_FAULTS, playRandomLife } from "./random-life.ts";

/** The last three are seeds that have found something. */
const SEEDS = [...Array.from({ length: 20 }, (_, index) => String(index)), "182", "296", "443"];

describe.each(["amazon-ssm-agent", "ideal"] as const)("random faults of life, %s", (profile) => {
  const fired = new Set<unknown>();
  const answers = new Set<string>();
  const judged = PROPERTIES.filter(
    ({ judgedOn }) => profile === "ideal" || judgedOn === "controller",
  );

  test.each(SEEDS)("seed %s", (seed) => {
    const run = playRandomLife(seed, profile);
    expect(judgeTrace(judged, run.events)).toEqual([]);
    expect(run.world.service.controller.openInvocations.size).toBe(0);
    for (const { fault } of facts(run.events, "fault.fired")) fired.add(fault);
    for (const answer of run.answers) answers.add(answer);
  });

  test("every such fault has acted, and every answer was seen", () => {
    expect([...fired]).toEqual(expect.arrayContaining(LIFE_FAULTS.map(({ name }) => name)));
    expect([...answers]).toEqual(
      expect.arrayContaining([
        ...["200", "400 ThrottlingException", "500 InternalServerError"],
        ...["ECONNRESET", "ECONNREFUSED", "ETIMEDOUT"],
      ]),
    );
  });

  test("a seed repeats", () => {
    expect(lines(playRandomLife("7", profile).events)).toBe(
      lines(playRandomLife("7", profile).events),
    );
  });
});
