/**
 * Faults of the life of nodes: what happens to the node and to its commands, and what heals.
 */
import { describe, expect, test } from "vitest";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { nodeStateOf } from "../../src/world/life.ts";
import type { World } from "../../src/world/world.ts";
import {
  facts,
  lines,
  makeOnlineWorld,
  nodeId,
  send,
  tryCall,
  untilStatus,
} from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const NODE = nodeId(0);
const OTHER = nodeId(1);
const { pendingMs, stoppingMs, shuttingDownMs, rebootMs } = VIRTUAL_DEFAULTS.life;

/** The states that a node has moved to, each with its time since `fromMs`. */
function states({ events }: TestWorld, fromMs: number): string[] {
  return facts(events, "node.stateChanged").map(
    ({ to, atMs, node }) => `${node === NODE ? "" : "other "}${String(to)} ${atMs - fromMs}`,
  );
}

function stateOf(world: World, node = NODE): string {
  return nodeStateOf(world.host.node(node)!.state);
}

describe("nodeStop", () => {
  test("stops the nodes of its scope, and starts them again at its end", () => {
    const made = makeOnlineWorld({ count: 2 });
    const { world, events } = made;
    const atMs = world.nowMs;
    const command = send(world, "sleep 600", { InstanceIds: [NODE, OTHER] });
    world.runUntil(atMs + 1_000);
    const scope = { nodes: [NODE] };
    world.faults.put(plan("nodeStop", {}, { scope, fromMs: 1_000, untilMs: 31_000 }));
    world.runUntil(atMs + 120_000);
    expect(states(made, atMs)).toEqual([
      "Stopping 2000",
      `Stopped ${2_000 + stoppingMs}`,
      "Pending 32000",
      `Running ${32_000 + pendingMs}`,
    ]);
    expect(facts(events, "fault.fired")).toMatchObject([
      { node: NODE, fault: "nodeStop", phase: "begin" },
      { node: NODE, fault: "nodeStop", phase: "end" },
    ]);
    untilStatus(world, command, NODE, "Failed");
    untilStatus(world, command, OTHER, "Success");
  });

  test("that ends while the node still stops starts it as soon as it is Stopped", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("nodeStop", {}, { untilMs: 1_000 }));
    world.runUntil(atMs + 60_000);
    expect(states(made, atMs)).toEqual([
      "Stopping 0",
      `Stopped ${stoppingMs}`,
      `Pending ${stoppingMs}`,
      `Running ${stoppingMs + pendingMs}`,
    ]);
  });

  test("leaves a node alone that it has not stopped, or that somebody has started since", () => {
    const made = makeOnlineWorld({ count: 2, states: ["Stopped", "Running"] });
    const { world } = made;
    world.faults.put(plan("nodeStop", {}, { untilMs: 60_000 }));
    world.runUntil(world.nowMs + 20_000);
    world.order(OTHER, "start");
    world.runUntil(world.nowMs + 20_000);
    world.order(OTHER, "stop");
    world.runUntil(world.nowMs + 60_000);
    expect(stateOf(world, NODE)).toBe("Stopped");
    expect(stateOf(world, OTHER)).toBe("Stopped");
  });

  test.each([
    ["one after the other", 5_000, 20_000, 40_000],
    ["one inside the other", 5_000, 40_000, 20_000],
    ["the second begins while the node still stops", 500, 1_000, 40_000],
    ["the first is over when the second begins, and the node still stops", 1_000, 500, 40_000],
  ])("twice on one node starts it when both are over: %s", (_how, beginsMs, oneMs, otherMs) => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("nodeStop", {}, { untilMs: oneMs }));
    world.faults.put(plan("nodeStop", {}, { fromMs: beginsMs, untilMs: otherMs }));
    world.runUntil(atMs + 120_000);
    const startsMs = Math.max(oneMs, otherMs);
    expect(states(made, atMs)).toEqual([
      "Stopping 0",
      `Stopped ${stoppingMs}`,
      `Pending ${startsMs}`,
      `Running ${startsMs + pendingMs}`,
    ]);
  });

  test("is not undone by a notice that is taken back before its time", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("nodeStop", {}, { untilMs: 60_000 }));
    world.faults.put(plan("spotInterruption", { then: "stop" }, { untilMs: 20_000 }));
    world.runUntil(atMs + 50_000);
    expect(stateOf(world)).toBe("Stopped");
    world.runUntil(atMs + 120_000);
    expect(stateOf(world)).toBe("Running");
  });

  test("starts every node again that it has stopped when all is healed", () => {
    const { world } = makeOnlineWorld({ count: 5 });
    world.faults.put(plan("nodeStop"));
    world.runUntil(world.nowMs + 600_000);
    expect(stateOf(world)).toBe("Stopped");
    world.faults.healAll();
    world.runUntil(world.nowMs + 60_000);
    for (const { id } of world.host.nodes) expect(stateOf(world, id)).toBe("Running");
  });
});

describe("nodeReboot", () => {
  test("ends what runs at once, and the agent comes back over what it has stored", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    const command = send(world, "sleep 600", { InstanceIds: [NODE] });
    const on = { event: "process.started", count: 1 };
    world.faults.put(plan("nodeReboot", {}, { on }));
    untilStatus(world, command, NODE, "Failed");
    const startedMs = facts(events, "process.started")[0]!.atMs;
    expect(facts(events, "agent.stopped")).toMatchObject([{ reason: "power", atMs: startedMs }]);
    expect(facts(events, "agent.restarted")).toMatchObject([{ atMs: startedMs + rebootMs }]);
    expect(world.processes()).toEqual([]);
    expect(facts(events, "fault.fired")).toMatchObject([{ fault: "nodeReboot", node: NODE }]);
  });
});

test("a node that goes down while its agent asks for a channel gets none until it is back", () => {
  for (let afterMs = 0; afterMs < 200; afterMs += 5) {
    const made = makeOnlineWorld({ states: ["Stopped"] });
    const { world, events } = made;
    world.order(NODE, "start");
    world.runUntil(world.nowMs + pendingMs + afterMs);
    world.faults.put(plan("nodeReboot"));
    world.runUntil(world.nowMs + 60_000);
    const down = facts(events, "agent.stopped")[0]!;
    const up = facts(events, "agent.restarted").find(({ seq }) => seq > down.seq)!;
    const opened = facts(events, "link.opened");
    expect(opened.filter(({ seq }) => seq > down.seq && seq < up.seq)).toEqual([]);
    expect(opened.at(-1)!.seq).toBeGreaterThan(up.seq);
  }
});

describe("nodeTerminate", () => {
  test("ends a node for good: healing does not bring it back", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("nodeTerminate", {}, { untilMs: 10_000 }));
    world.faults.healAll();
    world.runUntil(atMs + 600_000);
    expect(states(made, atMs)).toEqual(["Shutting-down 0", `Terminated ${shuttingDownMs}`]);
    const refused = tryCall(world, "SendCommand", {
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [NODE],
      Parameters: { commands: ["echo hello"] },
    });
    expect(refused.body).toMatchObject({ __type: "InvalidInstanceId" });
  });
});

describe("spotInterruption", () => {
  test("gives two minutes' notice, in which all goes on, and terminates", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("spotInterruption"));
    const command = send(world, "sleep 60", { InstanceIds: [NODE] });
    untilStatus(world, command, NODE, "Success");
    world.runUntil(atMs + 600_000);
    expect(facts(events, "node.noticed")).toMatchObject([
      { atMs, node: NODE, source: "node", action: "terminate", inMs: 120_000 },
    ]);
    expect(states(made, atMs)).toEqual([
      "Shutting-down 120000",
      `Terminated ${120_000 + shuttingDownMs}`,
    ]);
  });

  test("stops instead, if that is asked for, and the healing starts the node again", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(
      plan("spotInterruption", { notice: "30s", then: "stop" }, { untilMs: 60_000 }),
    );
    world.runUntil(atMs + 120_000);
    expect(states(made, atMs)).toEqual([
      "Stopping 30000",
      `Stopped ${30_000 + stoppingMs}`,
      "Pending 60000",
      `Running ${60_000 + pendingMs}`,
    ]);
  });

  test("that ends before the time of its notice is up does nothing", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    world.faults.put(plan("spotInterruption", {}, { untilMs: 60_000 }));
    world.runUntil(world.nowMs + 600_000);
    expect(states(made, 0)).toEqual([]);
  });
});

describe("longPending", () => {
  test("stretches the starts while it is on, and no other", () => {
    const made = makeOnlineWorld({ states: ["Stopped"] });
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("longPending", "5m", { untilMs: 60_000 }));
    world.order(NODE, "start");
    world.runUntil(atMs + 400_000);
    expect(states(made, atMs)).toEqual(["Pending 0", "Running 300000"]);
    world.order(NODE, "stop");
    world.runUntil(atMs + 450_000);
    world.order(NODE, "start");
    world.runUntil(atMs + 600_000);
    expect(states(made, atMs).slice(-2)).toEqual([
      "Pending 450000",
      `Running ${450_000 + pendingMs}`,
    ]);
  });

  test("and a command waits for the node meanwhile", () => {
    const { world } = makeOnlineWorld({ states: ["Stopped"] });
    world.faults.put(plan("longPending", "10m"));
    world.order(NODE, "start");
    const command = send(world, "echo hello", { InstanceIds: [NODE] });
    world.runUntil(world.nowMs + 590_000);
    untilStatus(world, command, NODE, "Delayed");
    untilStatus(world, command, NODE, "Success");
  });
});

/** All of them at once, by chance, on a fleet with commands. */
function restless(seed: string): TestWorld {
  const made = makeOnlineWorld({ seed, count: 6 });
  const chance = { numerator: 1, denominator: 2 };
  const { world, nodes } = made;
  const rows = [
    plan("nodeStop", {}, { chance, fromMs: 3_000, untilMs: 20_000 }),
    plan("nodeReboot", {}, { chance, fromMs: 8_000 }),
    plan("spotInterruption", { notice: "9s", then: "stop" }, { chance, untilMs: 40_000 }),
    plan("longPending", "30s", { chance, untilMs: 50_000 }),
    plan("nodeTerminate", {}, { scope: { nodes: [nodes[5]!] }, fromMs: 15_000 }),
  ];
  for (const row of rows) world.faults.put(row);
  send(world, "sleep 10", { InstanceIds: nodes });
  return made;
}

test("equal seeds give equal traces, and another seed another one", () => {
  const play = (seed: string) => {
    const made = restless(seed);
    made.world.runUntil(made.world.nowMs + 300_000);
    return lines(made.events);
  };
  expect(play("1")).toBe(play("1"));
  expect(play("2")).not.toBe(play("1"));
});

test("a clone goes on as the original does, whenever it is made", () => {
  for (const afterMs of [0, 4_000, 10_000, 21_000, 45_000]) {
    const made = restless("1");
    made.world.runUntil(made.world.nowMs + afterMs);
    const events: (typeof made.events)[number][] = [];
    const twin = made.world.clone([(event) => events.push(event)]);
    const from = made.events.length;
    for (const world of [made.world, twin]) world.runUntil(world.nowMs + 300_000);
    expect(events.length).toBeGreaterThan(10);
    expect(lines(events)).toBe(lines(made.events.slice(from)));
  }
});
