/** Faults under which no agent can keep its word: its disk forgets, or it is there twice. */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { facts, invocation, lines, makeOnlineWorld, nodeId, send } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const scope = { nodes: [N0] };
/** One command at a time, so that a second one waits. */
const ONE_WORKER = { ...VIRTUAL_DEFAULTS, agent: { ...AMAZON_SSM_AGENT, commandWorkers: 1 } };

function broken(events: readonly TraceEvent[]): string[] {
  return [...new Set(judgeTrace(PROPERTIES, events).map(({ property }) => property))];
}

describe("lostState", () => {
  test("makes an agent forget what it runs: the command expires, the script goes on as an orphan", () => {
    const { world, events } = makeOnlineWorld();
    const input = { InstanceIds: [N0], TimeoutSeconds: 30, executionTimeout: "60" };
    const command = send(world, "sleep 50", input);
    world.runUntil(world.nowMs + 2000);
    world.faults.put(plan("lostState", {}, { scope, untilMs: 10_000 }));
    world.restartAgent(N0);
    expect(facts(events, "store.replaced")).toMatchObject([{ node: N0, kind: "lost", jobs: 0 }]);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "job.reattached")).toEqual([]);
    expect(facts(events, "process.escaped")).toMatchObject([{ node: N0, command }]);
    expect(invocation(world, command, N0).StatusDetails).toBe("DeliveryTimedOut");
  });

  test("runs a command again that is offered again, for its id is forgotten", () => {
    const { world, events } = makeOnlineWorld();
    const slow = { ...scope, direction: "toController" as const };
    world.faults.put(plan("delay", "10s", { scope: slow, untilMs: 3000 }));
    const command = send(world, "sleep 20", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 2000);
    // The ack is still under way, and is lost.
    world.faults.put(plan("partition", {}, { scope, untilMs: 1000 }));
    world.faults.put(plan("lostState", {}, { scope, untilMs: 10_000 }));
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "process.started").length).toBe(2);
    expect(broken(events)).toContain("atMostOneStart");
    expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("does nothing when the agent does not start meanwhile", () => {
    const { world, events } = makeOnlineWorld();
    const command = send(world, "sleep 20", { InstanceIds: [N0] });
    world.faults.put(plan("lostState", {}, { scope, untilMs: 5000 }));
    world.runUntil(world.nowMs + 6000);
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 60_000);
    expect(facts(events, "store.replaced")).toEqual([]);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });
});

describe("staleState", () => {
  test("brings a job back that has ended: it runs twice, and atMostOneStart says so", () => {
    const { world, events } = makeOnlineWorld({ options: ONE_WORKER });
    send(world, "sleep 2", { InstanceIds: [N0] });
    const command = send(world, "echo again", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 1000);
    world.faults.put(plan("staleState", {}, { scope, untilMs: 60_000 }));
    world.runUntil(world.nowMs + 10_000);
    expect(invocation(world, command, N0).Status).toBe("Success");
    expect(broken(events)).not.toContain("atMostOneStart");
    world.restartAgent(N0);
    expect(facts(events, "store.replaced")).toMatchObject([{ kind: "stale", jobs: 2 }]);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "process.started").filter((one) => one.command === command).length).toBe(
      2,
    );
    expect(broken(events)).toContain("atMostOneStart");
    // The controller's word stands.
    expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("brings back what workers had said: a job that ran at the copy is taken up, and lost", () => {
    const { world, events } = makeOnlineWorld();
    const command = send(world, "sleep 5", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 2000);
    world.faults.put(plan("staleState", {}, { scope, untilMs: 60_000 }));
    world.runUntil(world.nowMs + 10_000);
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "process.started").length).toBe(1);
    expect(facts(events, "job.ended").map(({ status }) => status)).toEqual(["Success", "Failed"]);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });
});

describe("twoAgents", () => {
  test("fight for the node's channel: the newest wins, the other one tries again", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    world.faults.put(plan("twoAgents", {}, { scope, untilMs: 60_000 }));
    world.runUntil(world.nowMs + 61_000);
    expect(facts(events, "twin.joined")).toMatchObject([{ node: N0 }]);
    expect(facts(events, "twin.left")).toMatchObject([{ node: N0 }]);
    const opened = facts(events, "link.opened").filter(({ node }) => node === N0);
    const epochs = opened.map(({ epoch }) => Number(epoch));
    expect(epochs.length).toBeGreaterThan(10);
    expect(epochs).toEqual([...epochs].sort((one, other) => one - other));
    expect(new Set(epochs).size).toBe(epochs.length);
    world.runUntil(world.nowMs + 30_000);
    const after = events.length;
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events.slice(after), "link.opened")).toEqual([]);
    const command = send(world, "echo on", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 5000);
    expect(invocation(world, command, N0)).toMatchObject({
      Status: "Success",
      StandardOutputContent: "on\n",
    });
  });

  test("run a command twice whose ack is lost when the other one takes over", () => {
    for (const seed of ["1", "2", "3"]) {
      const { world, events } = makeOnlineWorld({ seed, count: 2, keepsRows: true });
      world.faults.put(plan("twoAgents", {}, { scope, untilMs: 60_000 }));
      for (let count = 0; count < 150; count += 1) {
        send(world, "echo on", { InstanceIds: [N0, nodeId(1)] });
        world.runUntil(world.nowMs + 400);
      }
      world.crashController(1000);
      world.runUntil(world.nowMs + 900_000);
      const found = new Set(broken(events));
      expect([seed, found.has("atMostOneStart")]).toEqual([seed, true]);
      const atController = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
      expect(atController.filter(({ name }) => found.has(name))).toEqual([]);
    }
  });

  test("go on alike in a clone, and are gone with all that they ran", () => {
    const { world } = makeOnlineWorld({ count: 2 });
    world.faults.put(plan("twoAgents", {}, { scope, untilMs: 40_000 }));
    for (let count = 0; count < 8; count += 1) {
      send(world, "sleep 300", { InstanceIds: [N0] });
      world.runUntil(world.nowMs + 2000);
    }
    const processes = world.processes();
    const copied: TraceEvent[] = [];
    const original: TraceEvent[] = [];
    const clone = world.clone([(event) => copied.push(event)]);
    world.readTrace((event) => original.push(event));
    expect(clone.processes()).toEqual(processes);
    for (const one of [clone, world]) one.runUntil(one.nowMs + 100_000);
    expect(original.length).toBeGreaterThan(20);
    expect(lines(copied)).toBe(lines(original));
    expect(world.processes().length).toBeLessThan(processes.length);
  });
});

test("an ideal agent, too, runs a command twice over a stale disk", () => {
  const options = { ...ONE_WORKER, agent: withProfile(ONE_WORKER.agent, "ideal") };
  const { world, events } = makeOnlineWorld({ options });
  send(world, "sleep 2", { InstanceIds: [N0] });
  send(world, "echo again", { InstanceIds: [N0] });
  world.runUntil(world.nowMs + 1000);
  world.faults.put(plan("staleState", {}, { scope, untilMs: 60_000 }));
  world.runUntil(world.nowMs + 10_000);
  world.restartAgent(N0);
  world.runUntil(world.nowMs + 200_000);
  expect(broken(events)).toContain("atMostOneStart");
});
