/**
 * Cancels of programs that misbehave in every way that there is, at random: `ideal` keeps every
 * property all the same, and with the other profile the controller keeps those that are its own.
 */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import { PROCESS_FAULTS } from "../../src/faults/process/process-faults.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { plan } from "../faults/plan.ts";
import { randomBehaviour } from "../process/random-behaviours.ts";
import { makeOnlineWorld, send, tryCall } from "./fixture.ts";

const SCRIPTS = ["job", "exec job", "job a & job b; echo $?", "sleep 3; job", "sleep 2; sleep 2"];
const COMMANDS = 6;

function pick<Item>(prng: Prng, list: readonly Item[]): Item {
  return list[prng.range(0, list.length - 1)] as Item;
}

/** Six commands on two nodes, most of them cancelled, up to three faults, five minutes. */
function play(seed: string, profile: ProfileName): readonly TraceEvent[] {
  const prng = Prng.seeded(seed);
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, profile) };
  const behaviours = [{ match: "job", ...randomBehaviour(prng) }];
  const { world, nodes, events } = makeOnlineWorld({ seed, count: 2, options, behaviours });
  for (let count = prng.range(0, 3); count > 0; count -= 1) {
    const fault = pick(prng, PROCESS_FAULTS);
    const fromMs = prng.range(0, 8000);
    const times = { fromMs, untilMs: fromMs + prng.range(1, 20_000) };
    world.faults.put(plan(fault.name, pick(prng, fault.examples), times));
  }
  const ids: string[] = [];
  for (let turn = 0; turn < COMMANDS * 2; turn += 1) {
    world.runUntil(world.nowMs + prng.range(0, 2500));
    const known = ids.length > 0 && prng.chance(1, 2);
    if (known) tryCall(world, "CancelCommand", { CommandId: pick(prng, ids) });
    else {
      const input = { InstanceIds: nodes, executionTimeout: String(prng.range(5, 20)) };
      ids.push(send(world, pick(prng, SCRIPTS), input));
    }
  }
  world.runUntil(world.nowMs + 300_000);
  return events;
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => String(seed));

describe("programs that misbehave", () => {
  test.each(SEEDS)("break no property with ideal: seed %s", (seed) => {
    expect(judgeTrace(PROPERTIES, play(seed, "ideal"))).toEqual([]);
  });

  test("break none of the controller's with amazon-ssm-agent, and those of the agent", () => {
    const found = SEEDS.flatMap((seed) => judgeTrace(PROPERTIES, play(seed, "amazon-ssm-agent")));
    const isOfController = new Set(
      PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller").map(({ name }) => name),
    );
    expect(found.filter(({ property }) => isOfController.has(property))).toEqual([]);
    expect(found.map(({ property }) => property)).toEqual(
      expect.arrayContaining(["cancelledIsHonest", "escapeIsSaid", "expectedReason", "wholeTree"]),
    );
  });

  test("have been seen to outlive SIGKILL, and to be told of", () => {
    const told = SEEDS.flatMap((seed) => play(seed, "ideal")).filter(
      ({ event, ...facts }) =>
        event === "reply.sent" && String(facts["traceOutput"]).startsWith("escaped: "),
    );
    expect(told.length).toBeGreaterThan(5);
  });
});
