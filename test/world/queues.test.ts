/**
 * Many jobs and many cancels for one agent: what its queues refuse, and what they swallow.
 */
import { describe, expect, test } from "vitest";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { cancel, facts, invocation, makeOnlineWorld, nodeId, send } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);
const SEEDS = ["1", "2", "3", "4", "5", "6", "7", "8"];

function play({ world }: TestWorld, ms: number): void {
  world.runUntil(world.nowMs + ms);
}

function sendMany({ world }: TestWorld, count: number, script: string): string[] {
  const input = { InstanceIds: [N0], TimeoutSeconds: 60, executionTimeout: "600" };
  return Array.from({ length: count }, () => send(world, script, input));
}

function statusOf({ world }: TestWorld, id: string): string {
  const { Status, StatusDetails } = invocation(world, id, N0);
  return `${Status}/${StatusDetails}`;
}

/** When the processes of a command have started, in virtual milliseconds. */
function starts(made: TestWorld, id: string): number[] {
  return facts(made.events, "process.started").flatMap(({ command, atMs }) =>
    command === id ? [atMs] : [],
  );
}

describe("20 cancels in one burst to one agent with 20 running jobs", () => {
  test.each(SEEDS)("seed %s: some are refused, and all jobs end Cancelled all the same", (seed) => {
    const agent = { ...VIRTUAL_DEFAULTS.agent, commandWorkers: 20 };
    const made = makeOnlineWorld({ seed, options: { ...VIRTUAL_DEFAULTS, agent } });
    const ids = sendMany(made, 20, "sleep 600");
    play(made, 5000);
    expect(facts(made.events, "process.started")).toHaveLength(20);
    for (const id of ids) cancel(made.world, id);
    play(made, 500);
    const acks = facts(made.events, "job.acked").slice(20);
    expect(acks).toHaveLength(20);
    const refused = acks.filter(({ code }) => code === "51402");
    // Three workers and one place take four of those that come at once.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(16);
    play(made, 30_000);
    expect(ids.map((id) => statusOf(made, id))).toEqual(ids.map(() => "Cancelled/Cancelled"));
    expect(made.world.processes()).toEqual([]);
    expect(facts(made.events, "process.signalled")).toHaveLength(20);
  });
});

describe("10 jobs for 5 workers", () => {
  const EXPIRY_MS = 660_000;

  test.each(SEEDS)(
    "seed %s: one that is cancelled while it waits is swallowed, and ends at its deadline",
    (seed) => {
      const made = makeOnlineWorld({ seed });
      const sentMs = made.world.nowMs;
      const ids = sendMany(made, 10, "sleep 20");
      play(made, 5000);
      const waiting = ids.filter((id) => starts(made, id).length === 0);
      expect(waiting).toHaveLength(5);
      const [, , swallowed = ""] = waiting;
      cancel(made.world, swallowed);
      play(made, 100_000);
      const others = ids.filter((id) => id !== swallowed);
      expect(others.map((id) => statusOf(made, id))).toEqual(others.map(() => "Success/Success"));
      expect(statusOf(made, swallowed)).toBe("Cancelling/Cancelling");
      made.world.runUntil(sentMs + EXPIRY_MS - 1);
      expect(statusOf(made, swallowed)).toBe("Cancelling/Cancelling");
      made.world.runUntil(sentMs + EXPIRY_MS);
      expect(statusOf(made, swallowed)).toBe("TimedOut/DeliveryTimedOut");
      expect(starts(made, swallowed)).toEqual([]);
    },
  );

  test.each(SEEDS)("seed %s: the swallowed one runs when the agent starts over", (seed) => {
    const made = makeOnlineWorld({ seed });
    const sentMs = made.world.nowMs;
    const ids = sendMany(made, 6, "sleep 20");
    const swallowed = ids.at(-1) ?? "";
    play(made, 5000);
    cancel(made.world, swallowed);
    made.world.runUntil(sentMs + EXPIRY_MS);
    expect(starts(made, swallowed)).toEqual([]);
    made.world.restartAgent(N0);
    play(made, 60_000);
    expect(starts(made, swallowed)).toHaveLength(1);
    expect(facts(made.events, "process.exited").at(-1)).toMatchObject({
      command: swallowed,
      code: 0,
    });
    // The controller has long given it up; its late Success changes nothing.
    expect(statusOf(made, swallowed)).toBe("TimedOut/DeliveryTimedOut");
    made.world.restartAgent(N0);
    play(made, 60_000);
    expect(starts(made, swallowed)).toHaveLength(1);
  });
});
