/** A clock that is off shows in what an agent tells, and in nothing that it waits for. */
import { describe, expect, test } from "vitest";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { call, facts, invocation, makeOnlineWorld, nodeId, send } from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const scope = { nodes: [N0] };
const HOUR_MS = 3_600_000;

interface Times {
  readonly ExecutionStartDateTime: string;
  readonly ExecutionEndDateTime: string;
  readonly ExecutionElapsedTime: string;
}

function times({ world }: TestWorld, command: string): Times {
  return call(world, "GetCommandInvocation", { CommandId: command, InstanceId: N0 });
}

/** Since virtual time 0. */
function sinceStart(date: string): number {
  return Date.parse(date) - Date.parse("2026-01-01T00:00:00Z");
}

describe("clockSkew", () => {
  test.each([
    [{ ahead: "1h" }, HOUR_MS],
    [{ behind: "1h" }, -HOUR_MS],
  ])("of %o is in the dates of reports, and no wait is longer or shorter", (params, skewMs) => {
    const made = makeOnlineWorld();
    const { world } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("clockSkew", params, { scope, untilMs: 600_000 }));
    const command = send(world, "sleep 5", { InstanceIds: [N0] });
    world.runUntil(atMs + 60_000);
    const { ExecutionStartDateTime, ExecutionElapsedTime } = times(made, command);
    const startMs = sinceStart(ExecutionStartDateTime);
    expect(startMs).toBeGreaterThan(atMs + skewMs);
    expect(startMs).toBeLessThan(atMs + skewMs + 1000);
    expect(ExecutionElapsedTime).toBe("PT5S");
    const [exited] = facts(made.events, "process.exited");
    expect(exited?.atMs).toBeLessThan(atMs + 5500);
  });

  test("that begins or ends in the midst of a step makes the step's end come before its start", () => {
    const made = makeOnlineWorld();
    const { world } = made;
    world.faults.put(plan("clockSkew", { ahead: "1m" }, { scope, untilMs: 3000 }));
    const command = send(world, "sleep 5", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 60_000);
    const { ExecutionStartDateTime, ExecutionEndDateTime, ExecutionElapsedTime } = times(
      made,
      command,
    );
    expect(sinceStart(ExecutionEndDateTime)).toBeLessThan(sinceStart(ExecutionStartDateTime));
    // A length is never negative.
    expect(ExecutionElapsedTime).toBe("PT0S");
    expect(invocation(world, command, N0).Status).toBe("Success");
  });

  test("leaves the controller's own times alone, and everything happens when it would", () => {
    const run = (isOff: boolean): TraceEvent[] => {
      const { world, events } = makeOnlineWorld({ count: 2 });
      if (isOff) {
        world.faults.put(
          plan("clockSkew", { ahead: "20m" }, { scope, fromMs: 1500, untilMs: 9000 }),
        );
        world.faults.put(plan("clockSkew", { behind: "2h" }, { scope, fromMs: 4000 }));
      }
      for (let count = 0; count < 6; count += 1) {
        send(world, "echo on; sleep 3", { InstanceIds: [N0, nodeId(1)] });
        world.runUntil(world.nowMs + 2000);
      }
      world.runUntil(world.nowMs + 900_000);
      // The one line with dates that are the agent's.
      const own = new Set<string>(["fault.fired", "step.recorded"]);
      return events.filter(({ event }) => !own.has(event));
    };
    // What the controller keeps of a step has the node's own dates.
    const bare = (events: TraceEvent[]) =>
      events.map(({ seq: _seq, startMs: _startMs, endMs: _endMs, ...rest }) => rest);
    expect(bare(run(true))).toEqual(bare(run(false)));
  });

  test("ahead makes the real agent forget job ids early: what is delivered again runs again", () => {
    const { world, events } = makeOnlineWorld({ options: VIRTUAL_DEFAULTS });
    send(world, "echo on", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 5000);
    expect(world.host.node(N0)?.store.idempotency.size).toBe(1);
    world.faults.put(plan("clockSkew", { ahead: "45m" }, { scope, untilMs: 700_000 }));
    world.runUntil(world.nowMs + 650_000);
    expect(world.host.node(N0)?.store.idempotency.size).toBe(0);
    expect(facts(events, "process.started").length).toBe(1);
  });

  test("behind makes it forget them late", () => {
    const { world } = makeOnlineWorld({ options: VIRTUAL_DEFAULTS });
    send(world, "echo on", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 5000);
    world.faults.put(plan("clockSkew", { behind: "1h" }, { scope, untilMs: 24 * HOUR_MS }));
    world.runUntil(world.nowMs + 1.45 * HOUR_MS);
    expect(world.host.node(N0)?.store.idempotency.size).toBe(1);
    world.runUntil(world.nowMs + HOUR_MS / 4);
    expect(world.host.node(N0)?.store.idempotency.size).toBe(0);
  });

  test("while a full disk keeps no id at all leaves the sweeps of later ones as they are", () => {
    const { world } = makeOnlineWorld({ options: VIRTUAL_DEFAULTS });
    const ids = (): number | undefined => world.host.node(N0)?.store.idempotency.size;
    world.faults.put(plan("diskFull", {}, { scope, untilMs: 60_000 }));
    send(world, "echo on", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 5000);
    expect(ids()).toBe(0);
    world.faults.put(plan("clockSkew", { behind: "1h" }, { scope, untilMs: 60_000 }));
    world.runUntil(world.nowMs + 120_000);
    send(world, "echo on", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 5000);
    expect(ids()).toBe(1);
    world.runUntil(world.nowMs + HOUR_MS);
    expect(ids()).toBe(0);
  });
});
