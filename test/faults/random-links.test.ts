/**
 * Whatever happens to links: the same seed gives the same trace, a clone goes on as its original
 * does, and when all is healed every command ends and every agent is back.
 */
import { describe, expect, test } from "vitest";
import { LINK_FAULTS } from "../../src/faults/faults.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { traceLine } from "../../src/kernel/trace.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { facts, lines } from "../world/fixture.ts";
import { healAndSettle, playOrders, playRandomLinks, unsettled } from "./random-links.ts";

/** Under these an ideal agent keeps its word. */
const FAIR = LINK_FAULTS.filter(({ breaksPromises }) => breaksPromises !== true);
/** What holds with every agent, whatever becomes of its link. */
const ALWAYS = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
const SEEDS = Array.from({ length: 40 }, (_, index) => String(index));

describe.each(["amazon-ssm-agent", "ideal"] as const)("random faults of links, %s", (profile) => {
  const fired = new Set<unknown>();

  test.each(SEEDS)("seed %s: healed, every command ends and every agent is back", (seed) => {
    const run = playRandomLinks(seed, { profile });
    const { world, events } = run.made;
    healAndSettle(world);
    expect(unsettled(run)).toEqual([]);
    expect(judgeTrace(ALWAYS, events)).toEqual([]);
    expect(world.faults.list().every(({ isOver }) => isOver)).toBe(true);
    for (const { fault } of facts(events, "fault.fired")) fired.add(fault);
    for (const { id } of run.made.world.host.nodes) {
      const opened = facts(events, "link.opened").filter(({ node }) => node === id);
      const closed = facts(events, "link.closed").filter(({ node }) => node === id);
      expect(opened.length).toBeGreaterThan(closed.length);
    }
  });

  test("every fault of links has acted in some of them", () => {
    expect([...fired].sort()).toEqual(LINK_FAULTS.map(({ name }) => name).sort());
  });
});

test.each(SEEDS)(
  "seed %s: an ideal agent keeps every promise that its link lets it keep",
  (seed) => {
    const { made } = playRandomLinks(`fair ${seed}`, { profile: "ideal", faults: FAIR });
    healAndSettle(made.world);
    expect(judgeTrace(PROPERTIES, made.events)).toEqual([]);
  },
);

describe("a world under faults", () => {
  test.each(SEEDS.slice(0, 12))("seed %s: repeats, and so does its clone", (seed) => {
    const first = playRandomLinks(seed, { profile: "amazon-ssm-agent", lastMs: 70_000 });
    const again = playRandomLinks(seed, { profile: "amazon-ssm-agent", lastMs: 70_000 });
    expect(lines(again.made.events)).toBe(lines(first.made.events));

    const { world } = first.made;
    const original: string[] = [];
    const copied: string[] = [];
    const clone = world.clone([(event) => copied.push(traceLine(event))]);
    world.readTrace((event) => original.push(traceLine(event)));
    // The clone first: nothing that it does may show in the original.
    for (const one of [clone, world]) {
      playOrders(one, Prng.seeded(seed), [...first.commands], one.nowMs + 100_000);
      healAndSettle(one);
    }
    expect(copied.length).toBeGreaterThan(300);
    expect(copied).toEqual(original);
    expect(clone.faults.list()).toEqual(world.faults.list());
    expect(clone.nextMs).toBe(world.nextMs);
  });
});
