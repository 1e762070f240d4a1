/**
 * Who moves time, and how far: advance, settle, and clients that wait.
 */
import { ListCommandsCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test, vi } from "vitest";
import { createFleet, FleetError } from "../../src/fleet/create-fleet.ts";
import type { Duration } from "../../src/fleet/create-fleet.ts";
import { cancel, clientOf, firstMs, invocation, script, sendScript } from "./clients.ts";

describe("advance", () => {
  test.each([
    [0, 0],
    [1, 1],
    ["250ms", 250],
    ["5s", 5_000],
    ["1.5s", 1_500],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["2d", 172_800_000],
  ] satisfies [Duration, number][])("moves time by %j", async (duration, ms) => {
    const fleet = createFleet({ nodes: 1 });
    const before = fleet.nowMs;
    await fleet.advance(duration);
    expect(fleet.nowMs - before).toBe(ms);
    expect(fleet.now.getTime()).toBe(Date.UTC(2026, 0, 1) + fleet.nowMs);
  });

  test.each([-1, 0.5, Number.NaN, Infinity, "", "5", "-5s", "5 s", "5w", "0.0001s", "367d", null])(
    "refuses %j, and time stays where it is",
    async (duration) => {
      const fleet = createFleet({ nodes: 1 });
      const before = fleet.nowMs;
      const refused = fleet.advance(duration as Duration);
      await expect(refused).rejects.toBeInstanceOf(FleetError);
      await expect(refused).rejects.toThrow(/expected a time such as "5s".*found/);
      expect(fleet.nowMs).toBe(before);
    },
  );

  test("takes calls along that nobody has waited for yet", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const sending = sendScript(fleet, ssm, "echo hello");
    await fleet.advance("10s");
    expect(firstMs(fleet, "process.exited")).toBeLessThan(fleet.nowMs);
    expect((await invocation(fleet, ssm, await sending)).Status).toBe("Success");
  });

  test("counts from where it is called: two at once end together", async () => {
    const fleet = createFleet({ nodes: 1 });
    const before = fleet.nowMs;
    const ends = await Promise.all(
      ["2s", "1s", "2s"].map((length) => fleet.advance(length).then(() => fleet.nowMs - before)),
    );
    expect(ends).toEqual([2_000, 1_000, 2_000]);
  });
});

describe("a client that waits", () => {
  test("moves time by the way to the controller and back, and no further", async () => {
    const fleet = createFleet({ nodes: 1, options: { latencyMs: 40 } });
    const before = fleet.nowMs;
    await clientOf(fleet).send(new ListCommandsCommand({}));
    expect(fleet.nowMs - before).toBe(80);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fleet.nowMs - before).toBe(80);
  });

  test("sees the command end when it asks again and again", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 2");
    let asked = 0;
    while ((await invocation(fleet, ssm, id)).Status !== "Success") asked += 1;
    expect(asked).toBeGreaterThan(20);
    expect(fleet.nowMs).toBeLessThan(3_000);
  });

  test("is answered at its own moment, while another waits longer", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 300");
    const settling = fleet.settle().then(() => fleet.nowMs);
    await fleet.advance("10s");
    // The fleet settles when this has come about, not after five minutes.
    await cancel(ssm, id);
    expect(await settling).toBeLessThan(12_000);
  });

  test("gets on under fake timers", async () => {
    vi.useFakeTimers();
    try {
      const fleet = createFleet({ nodes: 1 });
      await sendScript(fleet, clientOf(fleet), "echo hello");
      await fleet.settle();
      expect(firstMs(fleet, "process.exited")).toBeDefined();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("settle", () => {
  test("changes nothing in a fleet at rest", async () => {
    const fleet = createFleet({ nodes: 3 });
    const before = fleet.nowMs;
    await fleet.settle();
    expect(fleet.nowMs).toBe(before);
  });

  test("ends when the last node has reported, not later", async () => {
    const fleet = createFleet({ nodes: 3 });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 100");
    await fleet.settle();
    expect(fleet.nowMs).toBeGreaterThan(100_000);
    expect(fleet.nowMs).toBeLessThan(102_000);
    const { Status } = await invocation(fleet, ssm, id, "n3");
    expect(Status).toBe("Success");
  });

  test("waits for a call that nobody has waited for", async () => {
    const fleet = createFleet({ nodes: 1 });
    const sending = clientOf(fleet).send(script(fleet, "sleep 5"));
    await fleet.settle();
    expect(firstMs(fleet, "process.exited")).toBeGreaterThan(5_000);
    expect((await sending).Command?.Status).toBe("Pending");
  });

  test("waits for nodes that change their state, and for agents to come back", async () => {
    const fleet = createFleet({ nodes: 2 });
    fleet.node("n1").reboot();
    fleet.node("n2").stop();
    await fleet.settle();
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["Running", "Stopped"]);
    expect(fleet.node("n1").isConnected).toBe(true);
    fleet.node("n2").start();
    await fleet.settle();
    expect(fleet.node("n2")).toMatchObject({ state: "Running", isConnected: true });
  });

  test("goes on to the deadline of a command whose node is stopped", async () => {
    const fleet = createFleet({ nodes: [{ state: "Stopped" }] });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "echo hello");
    await fleet.settle();
    expect(await invocation(fleet, ssm, id)).toMatchObject({ StatusDetails: "DeliveryTimedOut" });
    expect(fleet.nowMs).toBeGreaterThanOrEqual(3_600_000);
  });

  test("ends in a fleet whose agents poll", async () => {
    const fleet = createFleet({ nodes: 2, options: { controlChannels: "denied" } });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "echo hello");
    await fleet.settle();
    expect((await invocation(fleet, ssm, id)).Status).toBe("Success");
  });

  test("gives up after 48 virtual hours, and says what is pending", async () => {
    const fleet = createFleet({ nodes: 2, seed: "slow" });
    const { Command } = await clientOf(fleet).send(script(fleet, "echo hello", "n2"));
    const { id } = fleet.node("n2");
    const long = script(fleet, "sleep infinity", "n2");
    long.input.TimeoutSeconds = 2_592_000;
    fleet.node("n2").stop();
    const later = await clientOf(fleet).send(long);
    const before = fleet.nowMs;
    const settling = fleet.settle();
    await expect(settling).rejects.toBeInstanceOf(FleetError);
    await expect(settling).rejects.toThrow(
      new RegExp(
        `\\(seed slow\\) to settle within 48 virtual hours; still pending.*${later.Command!.CommandId} on ${id}`,
      ),
    );
    await expect(settling).rejects.not.toThrow(Command!.CommandId!);
    expect(fleet.nowMs - before).toBe(48 * 3_600_000);
  });
});
