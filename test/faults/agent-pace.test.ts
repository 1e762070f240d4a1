/** Faults of an agent's pace and of its disk. */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import {
  cancel,
  facts,
  invocation,
  lines,
  makeOnlineWorld,
  nodeId,
  send,
} from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const scope = { nodes: [N0] };
const IDEAL = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, "ideal") };

/** The commands that an agent has acknowledged, with the times. */
function acks({ events }: Pick<TestWorld, "events">) {
  return facts(events, "job.acked").map(({ command, atMs }) => [command, atMs] as const);
}

describe("agentHang", () => {
  test("holds back all that comes, then takes it in at once and in order", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("agentHang", {}, { scope, untilMs: 9_000 }));
    const commands = ["echo a", "echo b", "echo c"].map((script) => {
      const command = send(world, script, { InstanceIds: [N0] });
      world.runUntil(world.nowMs + 2000);
      return command;
    });
    world.runUntil(atMs + 8_999);
    expect(acks(made)).toEqual([]);
    expect(invocation(world, commands[0] ?? "", N0).Status).toBe("Pending");
    world.runUntil(atMs + 30_000);
    expect(acks(made)).toEqual(commands.map((command) => [command, atMs + 9_000]));
    for (const command of commands) expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("holds its timers too, and a script goes on meanwhile", () => {
    const { world, events } = makeOnlineWorld();
    const command = send(world, "sleep 3", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 1000);
    const atMs = world.nowMs;
    const number = world.faults.put(plan("agentHang", {}, { scope }));
    world.runUntil(atMs + 700_000);
    expect(facts(events, "process.exited")[0]?.atMs).toBeLessThan(atMs + 3000);
    expect(facts(events, "job.ended")).toEqual([]);
    // No health report for more than ten minutes.
    expect(facts(events, "ping.changed").at(-1)).toMatchObject({ node: N0, to: "ConnectionLost" });
    // No ping for 114 s: the controller has taken the channel for dead.
    const [refused] = facts(events, "link.refused");
    expect(refused).toMatchObject({ atMs: atMs + 114_000, node: N0, reason: "noPing" });
    world.faults.lift(number);
    world.runUntil(world.nowMs + 5000);
    expect(facts(events, "link.opened").at(-1)?.atMs).toBeGreaterThan(atMs + 700_000);
    expect(facts(events, "job.ended")).toMatchObject([{ command, atMs: atMs + 700_000 }]);
    expect(facts(events, "ping.changed").at(-1)).toMatchObject({ node: N0, to: "Online" });
  });

  test("ends with the process that hangs", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    world.faults.put(plan("agentHang", {}, { scope, untilMs: 60_000 }));
    send(world, "echo a", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 1000);
    expect(acks(made)).toEqual([]);
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 2000);
    expect(acks(made).length).toBe(1);
  });

  test("of two faults lasts until both are over", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("agentHang", {}, { scope, untilMs: 5000 }));
    world.faults.put(plan("agentHang", {}, { scope, untilMs: 9000 }));
    const command = send(world, "echo a", { InstanceIds: [N0] });
    world.runUntil(atMs + 20_000);
    expect(acks(made)).toEqual([[command, atMs + 9000]]);
  });

  test("is over when a thousand inputs wait", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    world.faults.put(plan("agentHang", {}, { scope }));
    for (let count = 0; count < 1000; count += 1) {
      expect(facts(made.events, "job.acked")).toEqual([]);
      send(world, "echo a", { InstanceIds: [N0], TimeoutSeconds: 30 });
    }
    world.runUntil(world.nowMs + 1000);
    expect(facts(made.events, "job.acked").length).toBeGreaterThan(0);
  });
});

test("agentSlow takes everything in later, in order, and not so when it is over", () => {
  const made = makeOnlineWorld();
  const { world } = made;
  const atMs = world.nowMs;
  world.faults.put(plan("agentSlow", ["1s", "3s"], { scope, untilMs: 10_000 }));
  const first = send(world, "echo a", { InstanceIds: [N0] });
  const second = send(world, "echo b", { InstanceIds: [N0] });
  world.runUntil(atMs + 60_000);
  const late = send(world, "echo c", { InstanceIds: [N0] });
  world.runUntil(atMs + 70_000);
  const [one, two, three] = acks(made);
  expect([one?.[0], two?.[0], three?.[0]]).toEqual([first, second, late]);
  expect(one?.[1]).toBeGreaterThan(atMs + 1000);
  expect(two?.[1]).toBeGreaterThanOrEqual(one?.[1] ?? 0);
  expect(two?.[1]).toBeLessThan(atMs + 3100);
  expect(three?.[1]).toBeLessThan(atMs + 60_100);
  for (const id of [first, second, late]) expect(invocation(world, id, N0).Status).toBe("Success");
});

describe("diskSlow", () => {
  test("holds back the ack until the job is stored, and what follows it", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("diskSlow", "2s", { scope, untilMs: 60_000 }));
    const command = send(world, "echo a", { InstanceIds: [N0] });
    world.runUntil(atMs + 1500);
    expect(facts(events, "store.delayed")).toMatchObject([{ node: N0 }]);
    expect(world.host.node(N0)?.store.jobs.size).toBe(0);
    expect(acks(made)).toEqual([]);
    world.runUntil(atMs + 20_000);
    expect(acks(made)[0]?.[1]).toBeGreaterThanOrEqual(atMs + 2000);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("lets a crash lose what had not been stored, and nothing of it had left", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    world.faults.put(plan("diskSlow", "5s", { scope, untilMs: 60_000 }));
    world.faults.put(plan("agentCrash", { restart: "2s" }, { scope, fromMs: 1000, times: 1 }));
    const command = send(world, "echo a", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 100_000);
    const [restarted] = facts(events, "agent.restarted");
    expect(acks(made)[0]?.[1]).toBeGreaterThan(restarted?.atMs ?? 0);
    expect(facts(events, "process.started")).toMatchObject([{ command }]);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });
});

describe("diskFull", () => {
  test("makes an ideal agent wait: no ack before the job is stored, and all comes when there is room", () => {
    const made = makeOnlineWorld({ options: IDEAL });
    const { world, events } = made;
    const number = world.faults.put(plan("diskFull", {}, { scope }));
    const command = send(world, "echo a", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 9_000);
    expect(facts(events, "store.delayed")).toMatchObject([{ node: N0 }]);
    expect(acks(made)).toEqual([]);
    world.faults.lift(number);
    world.runUntil(world.nowMs + 5000);
    expect(acks(made).length).toBe(1);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("does not stop the real agent, and a crash loses what it had acknowledged", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    world.faults.put(plan("diskFull", {}, { scope, untilMs: 60_000 }));
    const input = { InstanceIds: [N0], TimeoutSeconds: 30, executionTimeout: "30" };
    const command = send(world, "sleep 20", input);
    world.runUntil(world.nowMs + 5000);
    expect(facts(events, "job.acked")).toMatchObject([{ command, code: "200" }]);
    expect(facts(events, "store.failed")).toMatchObject([{ node: N0 }]);
    expect(world.host.node(N0)?.store.jobs.size).toBe(0);
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "process.exited")).toMatchObject([{ command, code: 0 }]);
    expect(facts(events, "job.reattached")).toEqual([]);
    expect(invocation(world, command, N0).StatusDetails).toBe("DeliveryTimedOut");
  });
});

test("a timer that has fired while the agent hangs can still be taken back", () => {
  const made = makeOnlineWorld();
  const { world, events } = made;
  const command = send(world, "sleep 5", { InstanceIds: [N0] });
  world.runUntil(world.nowMs + 500);
  // The last reply leaves at 5 s and waits for its ack for 1 s: both the ack and the timer wait.
  const on = { event: "job.ended", count: 1 };
  world.faults.put(plan("agentHang", {}, { scope, on, forMs: 5000 }));
  world.runUntil(world.nowMs + 20_000);
  expect(facts(events, "job.ended")).toMatchObject([{ command }]);
  expect(facts(events, "reply.stored")).toEqual([]);
  expect(invocation(world, command, N0).Status).toBe("Success");
});

test("a world that is cloned while its agents wait goes on alike", () => {
  const { world } = makeOnlineWorld({ count: 2 });
  for (const [name, params] of [
    ["agentHang", {}],
    ["agentSlow", ["1s", "9s"]],
    ["diskSlow", ["100ms", "3s"]],
    ["clockSkew", { ahead: "7m" }],
  ] as const) {
    world.faults.put(plan(name, params, { fromMs: 500, untilMs: 12_000 }));
  }
  const command = send(world, "echo a; sleep 2", { InstanceIds: [N0, nodeId(1)] });
  world.runUntil(world.nowMs + 6000);
  const copied: TestWorld["events"] = [];
  const original: TestWorld["events"] = [];
  const clone = world.clone([(event) => copied.push(event)]);
  world.readTrace((event) => original.push(event));
  for (const one of [clone, world]) {
    cancel(one, command, [N0]);
    one.runUntil(one.nowMs + 100_000);
  }
  expect(original.length).toBeGreaterThan(20);
  expect(lines(copied)).toBe(lines(original));
});
