/**
 * MaxConcurrency and MaxErrors with whole agents: a thousand nodes of which a third fail, with
 * cancels in the middle, and fleets at the edges of percentages. The properties judge, and a
 * RateWatch counts by hand.
 */
import { describe, expect, test } from "vitest";
import { Judge } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { call, cancel, makeOnlineWorld } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";
import { RateWatch } from "./rate-watch.ts";

/** The real agent kills without a warning, and so on: that is no matter of rates. */
const JUDGED = PROPERTIES.filter(
  ({ name, judgedOn }) => judgedOn === "controller" || name === "concurrencyAndErrorLimitsAtAgent",
);
/** Longer than any command here takes. */
const END_MS = 3_600_000;

interface Plan {
  readonly script: string;
  readonly MaxConcurrency: string;
  readonly MaxErrors: string;
}

interface Played extends TestWorld {
  readonly id: string;
  readonly watch: RateWatch;
  readonly judge: Judge;
}

/** Sends a script to every node; the limits are what the words should come to. */
function start(made: TestWorld, plan: Plan, concurrency: number, errors: number): Played {
  const { world } = made;
  const judge = Judge.of(JUDGED);
  for (const event of made.events) judge.see(event);
  world.readTrace((event) => judge.see(event));
  const watch = new RateWatch(world, { concurrency, errors });
  const { Command } = call<{ Command: { CommandId: string } }>(world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Targets: [{ Key: "tag:role", Values: ["web", "db"] }],
    Parameters: { commands: [plan.script] },
    MaxConcurrency: plan.MaxConcurrency,
    MaxErrors: plan.MaxErrors,
  });
  return { ...made, id: Command.CommandId, watch, judge };
}

/** Plays to the end; every property has to hold, and the counts by hand too. */
function finish({ world, watch, judge, id }: Played): Record<string, unknown> {
  expect(
    world.runUntilTrue(() => world.service.controller.openInvocations.size === 0, END_MS),
  ).toBe(true);
  world.runUntil(world.nowMs + 60_000);
  expect(judge.end(world.nowMs)).toEqual([]);
  expect(watch.problems).toEqual([]);
  const { Commands } = call<{ Commands: Record<string, unknown>[] }>(world, "ListCommands", {
    CommandId: id,
  });
  return Commands[0] ?? {};
}

function endsWith(watch: RateWatch, details: string): string[] {
  return [...watch.ends].flatMap(([node, end]) => (end === details ? [node] : []));
}

/** Every third node fails, after two seconds. */
function aThirdFails(nodes: readonly string[]): string {
  const failing = nodes.filter((_node, index) => index % 3 === 0).join(" ");
  return [
    "sleep 2",
    `for id in ${failing}; do`,
    '  if [ "$AWS_SSM_INSTANCE_ID" = $id ]; then exit 1; fi',
    "done",
  ].join("\n");
}

// Three seconds; more on a machine that has much else to do.
const SLOW = { timeout: 60_000 };

describe("a thousand nodes, MaxConcurrency 10 %, a third of the scripts failing", SLOW, () => {
  test("MaxErrors 5 and a partial cancel: the sixth error is the end of all offers", () => {
    const made = makeOnlineWorld({ count: 1_000 });
    const { nodes, world } = made;
    const plan = { script: aThirdFails(nodes), MaxConcurrency: "10%", MaxErrors: "5" };
    const played = start(made, plan, 100, 5);
    world.runUntil(world.nowMs + 1_500);
    // Thirty that run and twenty that wait.
    const named = [...nodes.slice(20, 50), ...nodes.slice(500, 520)];
    cancel(world, played.id, named);
    const cancelledMs = world.nowMs;
    const { watch } = played;
    const command = finish(played);
    expect(watch.peak).toBe(100);
    expect(watch.stoppedAt).toBe(6);
    expect(endsWith(watch, "Cancelled").sort()).toEqual([...named].sort());
    expect(nodes.slice(500, 520).filter((node) => watch.offered.has(node))).toEqual([]);
    // The slots of the thirty went to others, before any script had ended.
    const byThen = [...watch.offered.values()].filter((atMs) => atMs <= cancelledMs + 500);
    expect(byThen).toHaveLength(130);
    const errors = endsWith(watch, "Failed").length;
    const terminated = endsWith(watch, "Terminated").length;
    expect(terminated).toBe(1_000 - watch.offered.size - 20);
    expect(terminated).toBeGreaterThan(700);
    expect(command).toMatchObject({
      Status: "Failed",
      StatusDetails: "Failed",
      TargetCount: 1_000,
      CompletedCount: 1_000,
      ErrorCount: errors,
    });
  });

  test("MaxErrors 100 % and two partial cancels: every other node gets its turn", () => {
    const made = makeOnlineWorld({ count: 1_000 });
    const { nodes, world } = made;
    const plan = { script: aThirdFails(nodes), MaxConcurrency: "10%", MaxErrors: "100%" };
    const played = start(made, plan, 100, 1_000);
    const named = [nodes.slice(0, 50), nodes.slice(475, 525)];
    for (const list of named) {
      world.runUntil(world.nowMs + 1_500 + (list === named[1] ? 9_000 : 0));
      cancel(world, played.id, list);
    }
    const { watch } = played;
    const command = finish(played);
    expect(watch.peak).toBe(100);
    expect(watch.stoppedAt).toBeUndefined();
    const cancelled = endsWith(watch, "Cancelled").length;
    expect(cancelled).toBeGreaterThan(50);
    expect(watch.offered.size).toBeGreaterThan(900);
    expect(command).toMatchObject({
      TargetCount: 1_000,
      CompletedCount: 1_000,
      ErrorCount: endsWith(watch, "Failed").length,
    });
    expect(endsWith(watch, "Success").length + cancelled + watch.errors).toBe(1_000);
  });
});

describe("MaxConcurrency", () => {
  test.each([
    { count: 1, MaxConcurrency: "1%", most: 1 },
    { count: 1, MaxConcurrency: "10%", most: 1 },
    { count: 1, MaxConcurrency: "100%", most: 1 },
    { count: 1, MaxConcurrency: "1", most: 1 },
    { count: 1, MaxConcurrency: "5", most: 1 },
    { count: 99, MaxConcurrency: "1%", most: 1 },
    { count: 99, MaxConcurrency: "10%", most: 9 },
    { count: 99, MaxConcurrency: "99%", most: 98 },
    { count: 99, MaxConcurrency: "100%", most: 99 },
    { count: 99, MaxConcurrency: "7", most: 7 },
    { count: 101, MaxConcurrency: "1%", most: 1 },
    { count: 101, MaxConcurrency: "10%", most: 10 },
    { count: 101, MaxConcurrency: "99%", most: 99 },
    { count: 101, MaxConcurrency: "100%", most: 101 },
    { count: 101, MaxConcurrency: "200", most: 101 },
  ])("$MaxConcurrency of $count nodes: $most at once", ({ count, MaxConcurrency, most }) => {
    const plan = { script: "sleep 2", MaxConcurrency, MaxErrors: "0" };
    const played = start(makeOnlineWorld({ count }), plan, most, 0);
    expect(finish(played)).toMatchObject({ Status: "Success", CompletedCount: count });
    expect(played.watch.peak).toBe(most);
    expect(played.watch.offered.size).toBe(count);
  });
});

describe("MaxErrors", () => {
  test.each([
    { count: 1, MaxErrors: "0", last: 1 },
    { count: 1, MaxErrors: "0%", last: 1 },
    { count: 1, MaxErrors: "99%", last: 1 },
    { count: 1, MaxErrors: "100%", last: undefined },
    { count: 99, MaxErrors: "0", last: 1 },
    { count: 99, MaxErrors: "10%", last: 10 },
    { count: 99, MaxErrors: "98", last: undefined },
    { count: 99, MaxErrors: "100%", last: undefined },
    { count: 101, MaxErrors: "1%", last: 2 },
    { count: 101, MaxErrors: "10%", last: 11 },
    { count: 101, MaxErrors: "3", last: 4 },
    { count: 101, MaxErrors: "100%", last: undefined },
  ])("$MaxErrors of $count nodes that fail: ends with error $last", (row) => {
    const { count, MaxErrors, last } = row;
    const plan = { script: "sleep 2; exit 1", MaxConcurrency: "3", MaxErrors };
    const played = start(makeOnlineWorld({ count }), plan, 3, (last ?? count + 1) - 1);
    const command = finish(played);
    const { watch } = played;
    // With one node, or 98 errors of 99, nobody is left who could be Terminated.
    const isLast = last === undefined || last === count;
    expect(watch.stoppedAt).toBe(isLast ? undefined : last);
    const offered = isLast ? count : Math.min(count, last + 2);
    expect(watch.offered.size).toBe(offered);
    expect(command).toMatchObject({ ErrorCount: offered, CompletedCount: count });
  });
});
