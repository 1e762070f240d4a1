/**
 * The calls of a client in virtual time: trips, order, limits.
 */
import { describe, expect, test } from "vitest";
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { CALLS_MAX, ClientCalls } from "../../src/world/client-calls.ts";
import type { World } from "../../src/world/world.ts";
import { facts, makeOnlineWorld } from "./fixture.ts";

function clientOf(world: World, minMs = 10, maxMs = 10): ClientCalls {
  const prng = Prng.seeded("client");
  return new ClientCalls({ world, chooser: seededChooser, latency: { minMs, maxMs }, prng });
}

/** What became of one call, each with its time. */
function listCommands(world: World, calls: ClientCalls, timeoutMs = 0): string[] {
  const got: string[] = [];
  const note = (what: string) => got.push(`${what} at ${world.nowMs}`);
  calls.send({
    target: "AmazonSSM.ListCommands",
    body: "{}",
    timeoutMs,
    answered: ({ status }) => note(String(status)),
    failed: ({ name }) => note(name),
  });
  return got;
}

describe("a call", () => {
  test("arrives after one trip and is answered after another", () => {
    const { world, events } = makeOnlineWorld();
    const calls = clientOf(world);
    const startMs = world.nowMs;
    const got = listCommands(world, calls);
    expect(calls.runUntilTrue(() => false, startMs + 19)).toBe(false);
    expect(world.nowMs).toBe(startMs + 19);
    expect(facts(events, "call.received").map(({ atMs }) => atMs)).toEqual([startMs + 10]);
    expect(got).toEqual([]);
    expect(calls.runUntilTrue(() => got.length > 0, startMs + 1_000)).toBe(true);
    expect(got).toEqual([`200 at ${startMs + 20}`]);
    expect(calls.count).toBe(0);
  });

  test("whose client waits less than that long fails, and has its effect", () => {
    const { world, events } = makeOnlineWorld();
    const calls = clientOf(world);
    const startMs = world.nowMs;
    const got = listCommands(world, calls, 15);
    calls.runUntilTrue(() => false, startMs + 1_000);
    expect(got).toEqual([`TimeoutError at ${startMs + 15}`]);
    expect(facts(events, "call.answered")).toHaveLength(1);
  });

  test("is not sent when as many as may be are under way", () => {
    const { world } = makeOnlineWorld();
    const calls = clientOf(world);
    for (let sent = 0; sent < CALLS_MAX; sent += 1) listCommands(world, calls);
    const request = { target: "", body: "", timeoutMs: 0, answered: () => {}, failed: () => {} };
    expect(calls.send(request)).toBeUndefined();
    expect(calls.count).toBe(CALLS_MAX);
  });
});

test("calls of one client overtake each other, and equal seeds give equal times", () => {
  const play = () => {
    const { world } = makeOnlineWorld();
    const calls = clientOf(world, 1, 1_000);
    const order: number[] = [];
    for (let number = 0; number < 10; number += 1) {
      const answered = () => void order.push(number);
      calls.send({ target: "", body: "", timeoutMs: 0, answered, failed: () => {} });
    }
    calls.runUntilTrue(() => order.length === 10, world.nowMs + 10_000);
    return { order, endMs: world.nowMs };
  };
  const { order, endMs } = play();
  expect([...order].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(order).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(play()).toEqual({ order, endMs });
});
