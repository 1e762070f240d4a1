/** Nodes without a control channel in virtual time: everything comes and goes by polls. */
import { describe, expect, test } from "vitest";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { FleetOptions } from "../../src/world/fleet-options.ts";
import {
  call,
  cancel,
  facts,
  invocation,
  lines,
  makeOnlineWorld,
  makeWorld,
  nodeId,
  send,
  untilStatus,
} from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DENIED: FleetOptions = {
  ...VIRTUAL_DEFAULTS,
  controller: { ...VIRTUAL_DEFAULTS.controller, controlChannels: "denied" },
};

function play({ world }: TestWorld, lengthMs: number): void {
  world.runUntil(world.nowMs + lengthMs);
}

function connection({ world }: TestWorld): string {
  return call<{ Status: string }>(world, "GetConnectionStatus", { Target: N0 }).Status;
}

/** Events that are played in a time. */
function eventsOf({ world }: TestWorld, lengthMs: number): number {
  const untilMs = world.nowMs + lengthMs;
  let events = 0;
  while ((world.nextMs ?? Infinity) <= untilMs) {
    world.step();
    events += 1;
  }
  world.runUntil(untilMs);
  return events;
}

describe("a fleet that is denied control channels", () => {
  test("runs a command to its end, and cancels one", () => {
    const made = makeOnlineWorld({ options: DENIED, count: 3 });
    expect(connection(made)).toBe("connected");
    const id = send(made.world, "echo polled; sleep 5", { InstanceIds: made.nodes });
    const long = send(made.world, "echo on; sleep 3600", { InstanceIds: made.nodes });
    for (const node of made.nodes) untilStatus(made.world, id, node, "Success");
    cancel(made.world, long);
    for (const node of made.nodes) untilStatus(made.world, long, node, "Cancelled");
    expect(invocation(made.world, id, N0).StandardOutputContent).toBe("polled\n");
    expect(invocation(made.world, long, N0)).toMatchObject({
      ResponseCode: 137,
      StandardOutputContent: "on\n",
    });
    const opened = facts(made.events, "link.opened").filter(({ service }) => service === undefined);
    expect(opened).toEqual([]);
  });

  test("keeps the order of replies, and needs no acks", () => {
    const made = makeOnlineWorld({ options: DENIED });
    const id = send(made.world, "echo one", { InstanceIds: [N0] });
    untilStatus(made.world, id, N0, "Success");
    play(made, 10_000);
    const heard = facts(made.events, "frame.received").map((event) => event["documentStatus"]);
    expect(heard.filter((status) => status !== undefined)).toEqual([
      "InProgress",
      "InProgress",
      "Success",
    ]);
    expect(facts(made.events, "reply.stored")).toEqual([]);
  });

  test("costs nothing while there are no messages, but tries for its channel", () => {
    const made = makeOnlineWorld({ options: DENIED });
    play(made, HOUR_MS);
    const hours = 10;
    const reports = (hours * HOUR_MS) / VIRTUAL_DEFAULTS.agent.healthReportMs;
    // A report is a timer, a call and its answer; a try for the channel every 40 minutes likewise.
    const tries = (hours * HOUR_MS) / VIRTUAL_DEFAULTS.agent.retryMsMax + 1;
    expect(eventsOf(made, hours * HOUR_MS)).toBeLessThanOrEqual(3 * (reports + tries));
  });

  test("blocks at a full queue and runs all in the end; nothing is refused", () => {
    const options = {
      ...DENIED,
      agent: { ...DENIED.agent, commandWorkers: 1, commandQueue: 1 },
    };
    const made = makeOnlineWorld({ options });
    const ids = ["a", "b", "c", "d"].map((text) =>
      send(made.world, `sleep 20; echo ${text}`, { InstanceIds: [N0] }),
    );
    for (const id of ids) untilStatus(made.world, id, N0, "Success");
    const codes = facts(made.events, "job.acked").map((event) => event["code"]);
    expect(codes).not.toContain("51402");
  });

  test("has a message again that an agent took along into its death", () => {
    const made = makeOnlineWorld({ options: DENIED });
    const id = send(made.world, "echo twice", { InstanceIds: [N0] });
    made.world.runUntilTrue(() => facts(made.events, "job.started").length > 0, 60_000);
    made.world.restartAgent(N0);
    untilStatus(made.world, id, N0, "Success");
    expect(facts(made.events, "process.started")).toHaveLength(1);
  });

  test("is not reached while its link is cut, and is when that has healed", () => {
    const made = makeOnlineWorld({ options: DENIED });
    made.world.cut(N0);
    play(made, MINUTE_MS);
    expect(connection(made)).toBe("notconnected");
    const id = send(made.world, "echo late", { InstanceIds: [N0] });
    play(made, MINUTE_MS);
    expect(invocation(made.world, id, N0).Status).toBe("Delayed");
    made.world.heal(N0);
    // Ten quick failures have suspended it for a quarter of an hour.
    untilStatus(made.world, id, N0, "Success");
  });

  test("is there for the next life of the controller, whenever the last one dies", () => {
    for (let atMs = 0; atMs <= 800; atMs += 40) {
      const made = makeOnlineWorld({ options: DENIED, keepsRows: true });
      const id = send(made.world, "sleep 0.4; echo on", { InstanceIds: [N0] });
      play(made, atMs);
      made.world.crashController(2000);
      play(made, 10_000);
      untilStatus(made.world, id, N0, "Success");
      expect(facts(made.events, "process.started")).toHaveLength(1);
    }
  });

  test("plays the same again, and its clone goes on the same way", () => {
    const run = (): string => {
      const made = makeOnlineWorld({ options: DENIED, count: 3, seed: "9" });
      send(made.world, "echo a; sleep 3", { InstanceIds: made.nodes });
      play(made, 2 * MINUTE_MS);
      return lines(made.events);
    };
    expect(run()).toBe(run());
    const made = makeOnlineWorld({ options: DENIED, count: 2 });
    send(made.world, "echo a; sleep 3", { InstanceIds: made.nodes });
    play(made, 30);
    const before = made.events.length;
    const cloned: typeof made.events = [];
    const copy = made.world.clone([(event) => cloned.push(event)]);
    play(made, 2 * MINUTE_MS);
    copy.runUntil(made.world.nowMs);
    expect(lines(cloned)).toBe(lines(made.events.slice(before)));
    expect(cloned.length).toBeGreaterThan(10);
  });
});

describe("one node that is denied its control channel", () => {
  test("keeps the one that is open, polls after a restart, and comes back by its own retry", () => {
    const made = makeOnlineWorld({ count: 2 });
    play(made, 2 * MINUTE_MS);
    made.world.denyChannel(N0);
    play(made, MINUTE_MS);
    expect(
      facts(made.events, "link.closed").filter(({ service }) => service === undefined),
    ).toEqual([]);
    made.world.restartAgent(N0);
    play(made, 5000);
    const id = send(made.world, "echo polled", { InstanceIds: made.nodes });
    for (const node of made.nodes) untilStatus(made.world, id, node, "Success");
    const polled = facts(made.events, "job.acked").filter(({ service }) => service !== undefined);
    expect(polled.map(({ node }) => node)).toEqual([N0]);

    made.world.allowChannel(N0);
    const opened = () => facts(made.events, "link.opened").at(-1)?.["service"] === undefined;
    expect(made.world.runUntilTrue(opened, made.world.nowMs + 2 * MINUTE_MS)).toBe(true);
    const agent = made.world.host.node(N0)?.agent;
    expect(agent?.poll?.isOnlyWay).toBe(true);
    const backMs = made.world.nowMs;
    expect(made.world.runUntilTrue(() => agent?.poll === undefined, backMs + HOUR_MS)).toBe(true);
    expect(made.world.nowMs - backMs).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(made.world.nowMs - backMs).toBeLessThanOrEqual(MINUTE_MS + 16_000);
    const later = send(made.world, "echo channel", { InstanceIds: [N0] });
    untilStatus(made.world, later, N0, "Success");
    expect(facts(made.events, "job.acked").at(-1)?.["service"]).toBeUndefined();
  });

  test("that loses its channel in the first minute goes on polling", () => {
    const made = makeOnlineWorld();
    made.world.denyChannel(N0);
    made.world.cut(N0);
    made.world.heal(N0);
    play(made, MINUTE_MS);
    const id = send(made.world, "echo polled", { InstanceIds: [N0] });
    untilStatus(made.world, id, N0, "Success");
    expect(facts(made.events, "job.acked").at(-1)?.["service"]).toBe("ec2messages");
  });
});

describe("a job that a poll has fetched, and that the control channel then refuses", () => {
  /** The agent is full, and has fetched a command that waits for room; then its channel is back. */
  function refused(script: string): TestWorld & Refused {
    const agent = { ...VIRTUAL_DEFAULTS.agent, commandWorkers: 1, commandQueue: 1 };
    const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent }, count: 2 });
    const { world } = made;
    world.denyChannel(N0);
    world.restartAgent(N0);
    play(made, 5000);
    const hogs = [1, 2].map(() => send(world, "sleep 600", { InstanceIds: [N0] }));
    play(made, 5000);
    const id = send(world, script, { InstanceIds: [N0, nodeId(1)] });
    play(made, 5000);
    world.allowChannel(N0);
    const refusals = () => facts(made.events, "job.acked").filter(({ code }) => code === "51402");
    const isRefused = () => refusals().some(({ command }) => command === id);
    expect(world.runUntilTrue(isRefused, world.nowMs + HOUR_MS)).toBe(true);
    play(made, 100);
    return { ...made, id, hogs };
  }

  function judge(events: TestWorld["events"]) {
    return judgeTrace(
      PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller"),
      events,
    );
  }

  interface Refused {
    readonly id: string;
    readonly hogs: readonly string[];
  }

  test("may run yet: a cancel does not end it, and its own end decides", () => {
    const { world, events, id, hogs } = refused("echo fetched");
    cancel(world, id);
    expect(invocation(world, id, N0).Status).toBe("Cancelling");
    for (const hog of hogs) cancel(world, hog);
    untilStatus(world, id, N0, "Success");
    expect(invocation(world, id, N0).StandardOutputContent).toBe("fetched\n");
    expect(judge(events)).toEqual([]);
  });

  test("may run yet: MaxErrors does not end it either", () => {
    const { world, events, id, hogs } = refused("echo failed; exit 3");
    expect(invocation(world, id, nodeId(1)).Status).toBe("Failed");
    expect(invocation(world, id, N0).Status).toBe("Delayed");
    for (const hog of hogs) cancel(world, hog);
    untilStatus(world, id, N0, "Failed");
    expect(invocation(world, id, N0).StandardOutputContent).toBe("failed\n");
    // Whichever copy finds room first.
    const taken = facts(events, "job.acked").filter(({ code }) => code === "200");
    expect(taken.filter(({ command, node }) => command === id && node === N0)).toHaveLength(1);
    expect(judge(events)).toEqual([]);
  });
});

test("a channel that is cut while it opens is opened again, and the polls end all the same", () => {
  const made = makeWorld();
  const isOpen = () =>
    facts(made.events, "link.opened").some(({ service }) => service === undefined);
  made.world.runUntilTrue(isOpen, 10_000);
  made.world.cut(N0);
  made.world.heal(N0);
  play(made, HOUR_MS);
  expect(made.world.host.node(N0)?.agent?.poll).toBeUndefined();
  expect(connection(made)).toBe("connected");
});

test("an agent whose channel does not come back in its first minute stops polling all the same", () => {
  const options = {
    ...VIRTUAL_DEFAULTS,
    agent: { ...VIRTUAL_DEFAULTS.agent, reconnectMs: { minMs: HOUR_MS, maxMs: HOUR_MS } },
  };
  const made = makeOnlineWorld({ options });
  made.world.cut(N0);
  made.world.heal(N0);
  play(made, 5000);
  expect(connection(made)).toBe("connected");
  play(made, 2 * MINUTE_MS);
  expect(connection(made)).toBe("notconnected");
  play(made, HOUR_MS);
  expect(connection(made)).toBe("connected");
});

test("an idle node polls for a minute, for few events, and keeps nothing of it", () => {
  const made = makeWorld();
  const events = eventsOf(made, 10 * MINUTE_MS);
  const reports = facts(made.events, "health.reported").length;
  expect(made.world.host.node(N0)?.agent?.poll).toBeUndefined();
  // Two reports at the start and about two later, the channel, the poll, its end.
  expect(events - reports).toBeLessThanOrEqual(25);
});
