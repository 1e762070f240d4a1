/**
 * A job was taken and waits, its agent is away, and the command is cancelled and expires meanwhile:
 * on its return the agent gets the cancel before it starts anything.
 */
import { describe, expect, test } from "vitest";
import { withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { plan } from "../faults/plan.ts";
import { cancel, facts, invocation, makeOnlineWorld, nodeId, send } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);
const AWAY_MS = 300_000;
/** ExpiresAfter is 60 s after the request. */
const SHORT = { InstanceIds: [N0], TimeoutSeconds: 30, executionTimeout: "30" };

interface Expired extends TestWorld {
  readonly command: string;
}

/** Played until the command has expired; the agent is still away. */
function expired(profile: ProfileName): Expired {
  const agent = withProfile(VIRTUAL_DEFAULTS.agent, profile);
  const options = { ...VIRTUAL_DEFAULTS, agent };
  const made = makeOnlineWorld({ options, keepsRows: true });
  const on = { event: "job.acked", node: N0, count: 1 };
  made.world.faults.put(plan("partition", {}, { on, forMs: AWAY_MS }));
  const command = send(made.world, "sleep 2", SHORT);
  made.world.runUntil(made.world.nowMs + 10_000);
  cancel(made.world, command);
  made.world.runUntil(made.world.nowMs + 60_000);
  expect(invocation(made.world, command, N0).Status).toBe("TimedOut");
  return { ...made, command };
}

/** Cancel jobs that left for the node. */
function offers(events: readonly TraceEvent[]): TraceEvent[] {
  return facts(events, "frame.sent").filter((one) => one["cancels"] !== undefined);
}

describe.each([
  ["as it was", (): void => undefined],
  ["that was started over meanwhile", ({ world }: TestWorld) => world.crashController(1000)],
] as const)("an agent that comes back to a controller %s", (_how, meanwhile) => {
  test("with ideal: starts nothing of what was cancelled and has expired", () => {
    const run = expired("ideal");
    const { world, events, command } = run;
    meanwhile(run);
    world.runUntil(world.nowMs + 2 * AWAY_MS);
    expect(offers(events)).toHaveLength(1);
    expect(facts(events, "job.started")).toEqual([]);
    expect(facts(events, "job.ended")).toMatchObject([{ command, status: "Cancelled" }]);
    expect(invocation(world, command, N0).StatusDetails).toBe("DeliveryTimedOut");
    expect(judgeTrace(PROPERTIES, events)).toEqual([]);
  });

  test("with amazon-ssm-agent: gets the cancel, too, and only once", () => {
    const run = expired("amazon-ssm-agent");
    const { world, events } = run;
    meanwhile(run);
    world.runUntil(world.nowMs + 2 * AWAY_MS);
    const [offer] = offers(events);
    const back = facts(events, "link.opened").at(-1);
    expect(offer?.seq).toBeGreaterThan(back?.seq ?? Infinity);
    world.restartAgent(N0);
    world.runUntil(world.nowMs + AWAY_MS);
    expect(offers(events)).toHaveLength(1);
    const judged = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
    expect(judgeTrace(judged, events)).toEqual([]);
  });
});

test.each([
  ["lost", plan("drop", {}, { scope: { messages: ["agent_job"] }, times: 1 })],
  ["overtaken", plan("reorder", "2s", { scope: { messages: ["agent_job"] } })],
])("ideal starts nothing either where the cancel that waited for it is %s", (_how, fault) => {
  const { world, events, command } = expired("ideal");
  world.faults.put(fault);
  world.runUntil(world.nowMs + 2 * AWAY_MS);
  expect(facts(events, "fault.fired").at(-1)).toMatchObject({ node: N0, message: "agent_job" });
  expect(facts(events, "job.started")).toEqual([]);
  expect(facts(events, "job.ended")).toMatchObject([{ command, status: "Cancelled" }]);
  expect(judgeTrace(PROPERTIES, events)).toEqual([]);
});

test("a start behind its return breaks offlineCancelComesFirst, one before it does not", () => {
  const { world, events, command } = expired("ideal");
  const judged = (atMs: number) => {
    const start = ["job.started", "process.started"].map((event, index) => {
      const seq = events.length + index;
      return { seq, atMs, source: "agent", event, node: N0, command } as const;
    });
    return judgeTrace(PROPERTIES, [...events, ...(start as TraceEvent[])]).map(
      ({ property }) => property,
    );
  };
  expect(judged(world.nowMs)).toEqual([]);
  world.runUntil(world.nowMs + 2 * AWAY_MS);
  expect(judged(world.nowMs)).toContain("offlineCancelComesFirst");
});
