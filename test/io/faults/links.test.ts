/**
 * Faults of links on real sockets: cut, reset, closed, half open, without pings; and attempts.
 */
import { describe, expect, test } from "vitest";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";
import type { LiveFleet } from "./live-fleet.ts";

const NODES = { nodes: [NODE] };
/** So short that an agent gives a channel up within a test. */
const SHORT = { pingMs: 50, firstPongMs: 200, pongMs: 150 };

function opened(fleet: LiveFleet, from = 0): Promise<unknown> {
  return fleet.until("a channel", (event) => isEvent("link.opened")(event) && event.seq >= from);
}

test("a partition ends the channel, and none is to be had until it heals", async () => {
  const fleet = await liveFleet();
  const number = fleet.service.faults.put(plan("partition", {}, { scope: NODES }));
  await fleet.until("the end of the channel", isEvent("link.closed"));
  const command = await send(fleet, "true");
  expect(fleet.events.some(isEvent("link.opened"))).toBe(false);
  fleet.service.faults.lift(number);
  await fleet.until("the end of the command", reached(command, "Success"));
  const story = fleet.events.map(({ event }) => event).filter((name) => name.startsWith("link."));
  expect(story).toEqual(["link.cut", "link.closed", "link.healed", "link.opened"]);
});

test("a link that flaps comes and goes", async () => {
  const fleet = await liveFleet();
  const params = { down: "30ms", up: "60ms", times: 3 };
  fleet.service.faults.put(plan("flapping", params, { scope: NODES }));
  await fleet.until("three cuts", () => fleet.events.filter(isEvent("link.cut")).length === 3);
  fleet.service.faults.healAll();
  const command = await send(fleet, "true");
  await fleet.until("the end of the command", reached(command, "Success"));
  expect(fleet.events.filter(isEvent("link.healed"))).toHaveLength(3);
});

test("a reset breaks the channel, and the agent opens another", async () => {
  const fleet = await liveFleet();
  fleet.service.faults.put(plan("reset", {}, { scope: NODES }));
  await opened(fleet);
  expect(fleet.events.some(isEvent("link.closed"))).toBe(true);
});

test("a close with a code reaches the agent, which opens another channel", async () => {
  const fleet = await liveFleet();
  fleet.service.faults.put(plan("closeWithCode", { code: 1011 }, { scope: NODES }));
  await opened(fleet);
});

describe("a link that is half open", () => {
  test("towards the agent: nothing arrives, nobody is told, and the keep-alive ends it", async () => {
    const fleet = await liveFleet({ keepAlive: SHORT });
    const scope = { ...NODES, direction: "toAgent" } as const;
    const number = fleet.service.faults.put(plan("halfOpen", {}, { scope }));
    const command = await send(fleet, "true");
    await fleet.until("the agent to give it up", isEvent("link.closed"));
    expect(fleet.events.some(isEvent("job.acked"))).toBe(false);
    const { seq = 0 } = fleet.events.at(-1) ?? {};
    fleet.service.faults.lift(number);
    await opened(fleet, seq);
    await fleet.until("the end of the command", reached(command, "Success"));
  });

  test("from the agent: what it said in time arrives when the fault ends", async () => {
    const fleet = await liveFleet();
    const scope = { ...NODES, direction: "toController" } as const;
    const number = fleet.service.faults.put(plan("halfOpen", {}, { scope }));
    const command = await send(fleet, "true");
    await fleet.until("the agent to be done", isEvent("reply.sent"));
    expect(fleet.events.some(isEvent("frame.received", { message: "agent_job_ack" }))).toBe(false);
    fleet.service.faults.lift(number);
    await fleet.until("the end of the command", reached(command, "Success"));
    expect(fleet.events.some(isEvent("link.opened"))).toBe(false);
  });
});

test("without pongs an agent gives its channel up, though data passes", async () => {
  const fleet = await liveFleet({ keepAlive: SHORT });
  const number = fleet.service.faults.put(plan("pingLost", {}, { scope: NODES }));
  const command = await send(fleet, "true");
  await fleet.until("the end of the command", reached(command, "Success"));
  await fleet.until("the agent to give it up", isEvent("link.closed"));
  fleet.service.faults.lift(number);
});

describe("an attempt at a channel", () => {
  test.each([
    ["refuseConnect", {}],
    ["refuseConnect", { status: 503 }],
  ])("%s %o: it comes again until one is to be had", async (name, params) => {
    const fleet = await liveFleet();
    const { faults } = fleet.service;
    faults.put(plan(name, params, { times: 2 }));
    faults.put(plan("reset", {}));
    await opened(fleet);
    expect(fleet.events.filter(isEvent("link.refused"))).toHaveLength(2);
    expect(faults.list()).toMatchObject([{ fired: 2, isOver: true }, { fired: 1 }]);
  });

  test("that is denied makes the agent poll", async () => {
    const fleet = await liveFleet();
    const { faults } = fleet.service;
    faults.put(plan("denyChannel", {}));
    faults.put(plan("reset", {}));
    const denial = { reason: "AccessDeniedException" };
    await fleet.until("a denial", isEvent("link.refused", denial));
    const command = await send(fleet, "true");
    await fleet.until("the end of the command", reached(command, "Success"));
  });

  test("that is slow opens late", async () => {
    const fleet = await liveFleet();
    const { faults } = fleet.service;
    faults.put(plan("slowHandshake", "150ms"));
    faults.put(plan("reset", {}));
    await opened(fleet);
    const [fired] = fleet.events.filter(isEvent("fault.fired", { fault: "slowHandshake" }));
    const [channel] = fleet.events.filter(isEvent("link.opened"));
    expect(channel!.atMs - fired!.atMs).toBeGreaterThanOrEqual(149);
  });
});
