/** Waiting for a status as a client does that asks now and then. */
import { describe, expect, test } from "vitest";
import { at, cancel, next, order, planned, played, poll, scenario, send } from "./scenario.ts";
import type { Played } from "./scenario.ts";

/** The agent has a job half a second late: the first answer shows Pending. */
const LATE = planned("delay", 500, { scope: { direction: "toAgent" } });
const SHORT = [at(0, send("deploy", "true"))];

/** When each call came in, since the fleet was ready. */
function calls({ events, result }: Played): readonly number[] {
  const asked = events.filter(
    ({ event, operation }) => event === "call.received" && operation === "GetCommandInvocation",
  );
  return asked.map(({ atMs }) => atMs - result.readyMs);
}

function statuses({ events }: Played): readonly unknown[] {
  return events.filter(({ event }) => event === "status.changed").map((event) => event["to"]);
}

describe("a wait for a status", () => {
  test("is over when an answer shows it, and the next step follows", () => {
    const steps = [
      at(0, send("deploy", "sleep 60")),
      next(poll("InProgress")),
      next(cancel("deploy")),
    ];
    const run = played(scenario(steps, { faults: [LATE] }));
    expect(run.result.unplayed).toEqual([]);
    expect(run.result.outcomes).toMatchObject([{ status: "Cancelled" }]);
    const [first = 0, second = 0, ...more] = calls(run);
    expect(more).toEqual([]);
    // 2 s after an answer: its way and the next call's, 5..20 ms each.
    expect(second - first).toBeGreaterThanOrEqual(2_010);
    expect(second - first).toBeLessThanOrEqual(2_040);
    const accepted = run.events.find(({ event }) => event === "cancel.accepted");
    expect(accepted!.atMs - run.result.readyMs).toBeGreaterThan(second);
  });

  test("misses one that came and went between two calls, and what hangs on it is not played", () => {
    const steps = [...SHORT, next(poll("InProgress")), next(order("stop", "a1"))];
    const run = played(scenario(steps, { faults: [LATE] }));
    expect(statuses(run)).toContain("InProgress");
    expect(run.result.unplayed).toEqual([1, 2]);
    expect(run.result.outcomes).toMatchObject([{ status: "Success" }]);
    expect(calls(run).at(-1)).toBeLessThan(60_100);
    expect(calls(run)).toHaveLength(30);
  });

  test("sees it when it asks more often", () => {
    const steps = [...SHORT, next(poll("InProgress", { everyMs: 100 }))];
    const run = played(scenario(steps, { faults: [LATE] }));
    expect(run.result.unplayed).toEqual([]);
  });

  test("takes a word of StatusDetails, too", () => {
    const Parameters = { commands: ["sleep 60"], executionTimeout: ["5"] };
    const sent = at(0, send("deploy", "", { Parameters }));
    const run = played(scenario([sent, next(poll("ExecutionTimedOut"))]));
    expect(run.result.outcomes).toMatchObject([{ status: "TimedOut" }]);
    expect(run.result.unplayed).toEqual([]);
    expect(calls(run).at(-1)).toBeGreaterThan(5_000);
  });

  test("takes an error for an answer that does not show it yet", () => {
    const scope = { operations: ["GetCommandInvocation"] };
    const throttling = planned("throttling", {}, { scope, untilMs: 10_000 });
    const run = played(scenario([...SHORT, next(poll("Success"))], { faults: [throttling] }));
    expect(run.result).toMatchObject({ unplayed: [], refusals: [] });
    expect(statuses(run)).toContain("Success");
    expect(calls(run).filter((ms) => ms < 10_000)).toHaveLength(5);
    expect(calls(run).filter((ms) => ms >= 10_000)).toHaveLength(1);
  });

  test("asks again when an answer got lost", () => {
    const scope = { operations: ["GetCommandInvocation"] };
    const lost = planned("lostAnswer", {}, { scope, times: 1 });
    const run = played(scenario([...SHORT, next(poll("Success"))], { faults: [lost] }));
    expect(run.result.unplayed).toEqual([]);
    expect(calls(run)).toHaveLength(2);
  });

  test("waits for the id of its command, and is not played when that was refused", () => {
    const early = at(0, poll("Success"));
    const run = played(scenario([...SHORT, early]));
    expect(run.result.unplayed).toEqual([]);
    const refused = at(0, send("deploy", "true", { DocumentName: "Mine" }));
    const other = played(scenario([refused, early]));
    expect(other.result.unplayed).toEqual([1]);
    expect(calls(other)).toEqual([]);
  });

  test("is not played when the scenario ends before it is over", () => {
    const options = { lastsMs: 5_000 };
    const run = played(scenario([...SHORT, next(poll("Failed"))], { options }));
    expect(run.result.unplayed).toEqual([1]);
    expect(calls(run).every((ms) => ms < 5_000)).toBe(true);
  });
});
