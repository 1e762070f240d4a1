import { describe, expect, test } from "vitest";
import { PLANS_MAX } from "../../src/faults/board.ts";
import { Encoder } from "../../src/kernel/encoder.ts";
import { facts, makeOnlineWorld, nodeId, send, untilStatus } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const N1 = nodeId(1);

describe("a plan on the board", () => {
  test("begins and ends at its times, which count from when it was put", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    const atMs = world.nowMs;
    const scope = { nodes: [N1] };
    const number = world.faults.put(plan("partition", {}, { scope, fromMs: 1000, untilMs: 3000 }));
    expect(world.faults.list()).toMatchObject([{ number, fault: "partition", isOn: false }]);
    world.runUntil(atMs + 1500);
    expect(world.faults.list()).toMatchObject([{ isOn: true, fired: 1 }]);
    world.runUntil(atMs + 60_000);
    expect(world.faults.list()).toMatchObject([{ isOn: false, isOver: true, fired: 1 }]);
    expect(facts(events, "fault.fired")).toMatchObject([
      { atMs: atMs + 1000, source: "fault", node: N1, fault: "partition", phase: "begin" },
      { atMs: atMs + 3000, source: "fault", node: N1, fault: "partition", phase: "end" },
    ]);
    expect(facts(events, "link.cut")).toMatchObject([{ node: N1 }]);
    expect(facts(events, "link.opened").at(-1)).toMatchObject({ node: N1 });
  });

  test("begins at the event that it is for, on the node of that", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    const on = { event: "process.started", count: 2 };
    world.faults.put(plan("partition", {}, { on, forMs: 5000 }));
    const command = send(world, "sleep 1", { InstanceIds: [N0, N1] });
    world.runUntil(world.nowMs + 30_000);
    const second = facts(events, "process.started")[1];
    expect(facts(events, "link.cut")).toMatchObject([{ atMs: second?.atMs, node: second?.node }]);
    const [begin, end] = facts(events, "fault.fired");
    expect((end?.atMs ?? 0) - (begin?.atMs ?? 0)).toBe(5000);
    untilStatus(world, command, N0, "Success");
  });

  test("is taken back when it is lifted, and by healAll with all others", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    const first = world.faults.put(plan("partition", {}, { scope: { nodes: [N0] } }));
    world.faults.put(plan("partition", {}, { scope: { nodes: [N1] } }));
    world.faults.put(plan("partition", {}, { scope: { nodes: [N1] }, fromMs: 90_000 }));
    world.faults.lift(first);
    expect(facts(events, "link.healed")).toMatchObject([{ node: N0 }]);
    world.faults.healAll();
    expect(facts(events, "link.healed")).toMatchObject([{ node: N0 }, { node: N1 }]);
    expect(world.faults.list().every(({ isOver }) => isOver)).toBe(true);
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "link.cut").length).toBe(2);
  });

  test("must name nodes of the fleet", () => {
    const { world } = makeOnlineWorld();
    expect(() => world.faults.put(plan("partition", {}, { scope: { nodes: ["i-9"] } }))).toThrow(
      "fault partition: expected nodes of the fleet, found i-9",
    );
  });

  test("finds no room beside a thousand others", () => {
    const { world } = makeOnlineWorld();
    const later = plan("partition", {}, { fromMs: 1000 });
    const numbers = Array.from({ length: PLANS_MAX }, () => world.faults.put(later));
    expect(() => world.faults.put(later)).toThrow("at most 1000 may wait or be on at once");
    world.faults.lift(numbers[0] ?? 0);
    world.faults.put(later);
  });

  test("that is a state is begun once by two events while it is on", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    const on = { event: "process.started", count: 1 };
    world.faults.put(plan("partition", {}, { on, times: 2, scope: { nodes: [N0] } }));
    send(world, "sleep 1", { InstanceIds: [N0] });
    send(world, "sleep 2", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 60_000);
    // It is on already when the second event comes.
    expect(facts(events, "fault.fired").length).toBe(1);
    world.faults.healAll();
    expect(facts(events, "fault.fired").length).toBe(2);
  });

  test("is part of the state that a search tells worlds apart by", () => {
    const { world } = makeOnlineWorld();
    const hash = (): number => {
      const encoder = new Encoder(world.nowMs);
      world.faults.encode(encoder);
      return encoder.finish();
    };
    const empty = hash();
    const number = world.faults.put(plan("drop", {}, { times: 2 }));
    const on = hash();
    send(world, "echo on", { InstanceIds: [N0] });
    const acted = hash();
    world.faults.lift(number);
    expect(new Set([empty, on, acted, hash()]).size).toBe(4);
    expect(hash()).toBe(hash());
  });
});
