/** When steps are played: at a time, after an event, next to another step. */
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { after, at, cancel, next, node, order, played, scenario, send, wait } from "./scenario.ts";

/** When the first such event was, from the moment on at which the fleet was ready. */
function timeOf(
  { events, result }: ReturnType<typeof played>,
  event: string,
  facts: Readonly<Record<string, unknown>> = {},
): number {
  const fits = (one: TraceEvent) => Object.entries(facts).every(([key, is]) => one[key] === is);
  const found = events.find((one) => one.event === event && fits(one));
  if (found === undefined) throw new Error(`no ${event}`);
  return found.atMs - result.readyMs;
}

describe("a step with a time", () => {
  test("is played that long after every node is Online", () => {
    const run = played(scenario([at(5_000, send("deploy", "sleep 1"))]));
    expect(run.result.readyMs).toBeGreaterThan(0);
    // A call takes 5..20 ms to the controller.
    expect(timeOf(run, "command.accepted")).toBeGreaterThanOrEqual(5_005);
    expect(timeOf(run, "command.accepted")).toBeLessThanOrEqual(5_020);
    expect(run.result.unplayed).toEqual([]);
    expect(run.result.outcomes).toMatchObject([
      { command: "deploy", node: "a1", status: "Success", escaped: false },
    ]);
  });

  test("draws from its range, another time with another seed, the same with the same", () => {
    const one = scenario([at([0, 60_000], send("deploy", "true"))]);
    const times = ["1", "2", "3", "1"].map((seed) => timeOf(played(one, seed), "command.accepted"));
    expect(new Set(times).size).toBe(3);
    expect(times[3]).toBe(times[0]);
  });

  test("is not shifted by another step's draw", () => {
    const last = at([0, 60_000], order("stop", "a1"));
    const one = played(scenario([at([0, 10], send("deploy", "true")), last]));
    const other = played(scenario([at([0, 10], send("deploy", "sleep 9")), last]));
    expect(timeOf(one, "node.stateChanged")).toBe(timeOf(other, "node.stateChanged"));
  });
});

describe("a step after an event", () => {
  test("is played when that has happened, and so much later", () => {
    const started = { event: "process.started", node: "a1", command: "deploy" };
    const run = played(
      scenario([
        at(0, send("deploy", "sleep 60")),
        after(started, cancel("deploy"), [2_000, 2_000]),
      ]),
    );
    const later = timeOf(run, "cancel.accepted") - timeOf(run, "process.started");
    expect(later).toBeGreaterThanOrEqual(2_005);
    expect(later).toBeLessThanOrEqual(2_020);
  });

  test("counts the events of its command alone", () => {
    const second = { event: "process.started", command: "two" };
    const run = played(
      scenario([
        at(0, send("one", "sleep 60")),
        at(5_000, send("two", "sleep 60")),
        after(second, cancel("one")),
      ]),
    );
    expect(timeOf(run, "cancel.accepted")).toBeGreaterThan(5_000);
  });

  test("waits for the n-th one", () => {
    const one = scenario(
      [
        at(0, send("deploy", "sleep 60", { InstanceIds: ["a"] })),
        after({ event: "process.started", node: "a", count: 2 }, cancel("deploy")),
      ],
      { nodes: [node("a1"), node("a2")] },
    );
    const run = played(one);
    const starts = run.events.filter(({ event }) => event === "process.started");
    const [, second] = starts;
    const accepted = run.events.find(({ event }) => event === "cancel.accepted");
    expect(starts).toHaveLength(2);
    expect(accepted?.atMs).toBeGreaterThan(second?.atMs ?? Infinity);
  });

  test("that never comes is not played, and does not keep the run going", () => {
    const run = played(
      scenario([
        at(0, send("deploy", "sleep 1")),
        after({ event: "process.escaped" }, cancel("deploy")),
        next(order("stop", "a1")),
      ]),
    );
    expect(run.result.unplayed).toEqual([1, 2]);
    expect(run.result.endMs).toBeLessThan(60_000);
  });

  test("of before the start is played at the start", () => {
    const run = played(scenario([after({ event: "agent.started" }, order("stop", "a1"))]));
    expect(timeOf(run, "node.stateChanged")).toBe(0);
  });
});

describe("a step next to another", () => {
  test("follows its end: a call's answer", () => {
    const run = played(scenario([at(0, send("deploy", "sleep 60")), next(cancel("deploy"))]));
    const gone = timeOf(run, "cancel.accepted") - timeOf(run, "command.accepted");
    // The answer's way and the next call's, 5..20 ms each.
    expect(gone).toBeGreaterThanOrEqual(10);
    expect(gone).toBeLessThanOrEqual(40);
  });

  test("waits behind a wait, and only that", () => {
    const run = played(
      scenario([
        next(order("stop", "a1")),
        next(wait({ event: "node.stateChanged", where: { to: "Stopped" } })),
        next(order("start", "a1")),
        at(1_000, send("deploy", "true")),
      ]),
    );
    expect(timeOf(run, "command.accepted")).toBeLessThan(1_100);
    expect(timeOf(run, "node.stateChanged", { to: "Pending" })).toBe(
      timeOf(run, "node.stateChanged", { to: "Stopped" }),
    );
  });

  test("a wait looks at what has happened since the step before it began", () => {
    const run = played(
      scenario([
        next(order("reboot", "a1")),
        // The link has been opened once already, and is again after the 20 s of the reboot.
        next(wait({ event: "link.opened" })),
        next(send("deploy", "true")),
      ]),
    );
    expect(timeOf(run, "command.accepted")).toBeGreaterThan(20_000);
  });

  test("a wait that is over in vain is not played, nor what hangs on it", () => {
    const run = played(
      scenario([
        at(0, wait({ event: "node.stateChanged" }, 5_000)),
        next(order("reboot", "a1")),
        at(10_000, order("stop", "a1")),
      ]),
    );
    expect(run.result.unplayed).toEqual([0, 1]);
    expect(timeOf(run, "node.stateChanged")).toBe(10_000);
  });
});

describe("a cancel", () => {
  test("waits for the id of its command", () => {
    const run = played(
      scenario([at(0, send("deploy", "sleep 60")), at(0, cancel("deploy", ["a1"]))]),
    );
    expect(run.result.unplayed).toEqual([]);
    expect(timeOf(run, "cancel.accepted")).toBeGreaterThan(timeOf(run, "command.accepted"));
    expect(run.result.outcomes).toMatchObject([{ status: "Cancelled" }]);
  });

  test("of a command that was refused is not played, and the refusal is told", () => {
    const run = played(
      scenario([at(0, send("deploy", "true", { DocumentName: "Mine" })), at(9, cancel("deploy"))]),
    );
    expect(run.result.unplayed).toEqual([1]);
    expect(run.result.refusals).toMatchObject([
      { step: 0, operation: "SendCommand", code: "InvalidDocument" },
    ]);
    expect(run.result.commandIds).toEqual({});
  });
});

test("a step for a group is one for all of its nodes", () => {
  const nodes = [node("a1"), node("a2"), node("b1")];
  const run = played(scenario([at(0, order("terminate", "a"))], { nodes }));
  const gone = run.events.filter((event) => event["to"] === "Terminated");
  const { a1, a2 } = run.result.nodeIds;
  expect(gone.map((event) => event.node)).toEqual([a1, a2]);
});

test("a command that a behaviour is for does what that says", () => {
  const behaviours = [{ match: "backup.sh", lasts: { minMs: 7_000, maxMs: 7_000 }, exitCode: 3 }];
  const run = played(scenario([at(0, send("deploy", "backup.sh --all"))], { behaviours }));
  expect(run.result.outcomes).toMatchObject([{ command: "deploy", status: "Failed" }]);
  expect(timeOf(run, "process.exited") - timeOf(run, "process.started")).toBe(7_000);
});
