/**
 * Each fault of links does what it says, in a small world, seen in its trace.
 */
import { describe, expect, test } from "vitest";
import type { FaultPlan } from "../../src/faults/plan.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import {
  cancel,
  facts,
  invocation,
  makeOnlineWorld,
  nodeId,
  send,
  untilStatus,
} from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const TIMEOUT = { InstanceIds: [N0], TimeoutSeconds: 3600 };
const FINAL = "agent_job_reply";

function messages(events: readonly TraceEvent[], event: string, message: string): TraceEvent[] {
  return facts(events, event).filter((one) => one["message"] === message);
}

/** The lines about control channels, without those about polls. */
function channels(events: readonly TraceEvent[], event: string): TraceEvent[] {
  return facts(events, event).filter((one) => one["service"] === undefined);
}

/** A world in which a fault is on, and a command has been sent to its one node. */
function sent(fault: FaultPlan, script = "echo on"): TestWorld & { command: string } {
  const made = makeOnlineWorld();
  made.world.faults.put(fault);
  return { ...made, command: send(made.world, script, TIMEOUT) };
}

function firedOf(events: readonly TraceEvent[], fault: string): TraceEvent[] {
  return facts(events, "fault.fired").filter((one) => one["fault"] === fault);
}

describe("drop", () => {
  test("loses the very frame whose line its event is", () => {
    const on = { event: "frame.sent", message: FINAL, node: N0, count: 2 };
    const { world, events, command } = sent(plan("drop", {}, { on }));
    untilStatus(world, command, N0, "Success");
    const replies = messages(events, "frame.sent", FINAL);
    const dropped = messages(events, "frame.dropped", FINAL);
    expect(dropped).toMatchObject([{ seq: (replies[1]?.seq ?? 0) + 2, reason: "drop" }]);
    expect(firedOf(events, "drop")).toMatchObject([
      { node: N0, did: "drop", direction: "toController", message: FINAL },
    ]);
    expect(world.faults.list()).toMatchObject([{ fired: 1, isOver: true }]);
  });

  test("of one message word and direction lets all others pass", () => {
    const scope = { messages: ["agent_job"], direction: "toAgent" } as const;
    const { world, events } = sent(plan("drop", {}, { scope, times: 1 }));
    world.runUntil(world.nowMs + 9_999);
    expect(facts(events, "frame.dropped").length).toBe(1);
    expect(messages(events, "frame.received", "agent_job_ack")).toEqual([]);
  });

  test("of a job that is not acknowledged is made good by the next offer", () => {
    const scope = { messages: ["agent_job"], direction: "toAgent" } as const;
    const { world, events, command } = sent(plan("drop", {}, { scope, times: 1 }), "sleep 60");
    untilStatus(world, command, N0, "Delayed");
    untilStatus(world, command, N0, "InProgress");
    world.faults.put(plan("drop", {}, { scope, times: 1 }));
    cancel(world, command);
    const [accepted] = facts(events, "cancel.accepted");
    untilStatus(world, command, N0, "Cancelled");
    expect(facts(events, "frame.dropped").length).toBe(2);
    const tookMs = world.nowMs - (accepted?.atMs ?? 0);
    expect(tookMs).toBeGreaterThan(10_000);
    expect(tookMs).toBeLessThan(11_000);
  });

  test("of one command leaves the other alone", () => {
    const made = makeOnlineWorld();
    const first = send(made.world, "sleep 60", TIMEOUT);
    made.world.runUntil(made.world.nowMs + 2000);
    made.world.faults.put(plan("drop", {}, { scope: { command: first } }));
    const second = send(made.world, "echo quick", TIMEOUT);
    cancel(made.world, first);
    untilStatus(made.world, second, N0, "Success");
    expect(facts(made.events, "frame.dropped").length).toBeGreaterThan(0);
    expect(messages(made.events, "frame.dropped", "agent_job")).toMatchObject([{ cancels: first }]);
  });

  test("with a chance acts in about as many cases", () => {
    const made = makeOnlineWorld();
    const chance = { numerator: 1, denominator: 2 };
    made.world.faults.put(plan("drop", {}, { chance, scope: { direction: "toController" } }));
    for (let round = 0; round < 20; round += 1) {
      send(made.world, "echo on", TIMEOUT);
      made.world.runUntil(made.world.nowMs + 3000);
    }
    const lost = firedOf(made.events, "drop").length;
    const all = facts(made.events, "frame.sent").filter(
      (one) => one["message"] === "agent_job_ack" || one["message"] === FINAL,
    ).length;
    expect(lost / all).toBeGreaterThan(0.3);
    expect(lost / all).toBeLessThan(0.7);
  });
});

describe("delay", () => {
  test("makes messages late by a drawn time, and what follows with them", () => {
    const scope = { direction: "toAgent", messages: ["agent_job"] } as const;
    const { world, events } = sent(plan("delay", ["2s", "3s"], { scope }));
    const sentMs = messages(events, "frame.sent", "agent_job")[0]?.atMs ?? 0;
    world.runUntilTrue(() => facts(events, "job.acked").length > 0, world.nowMs + 10_000);
    const lateMs = (facts(events, "job.acked")[0]?.atMs ?? 0) - sentMs;
    expect(lateMs).toBeGreaterThanOrEqual(2005);
    expect(lateMs).toBeLessThanOrEqual(3020);
  });

  test("of one message holds back those behind it", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("delay", "5s", { times: 1 }));
    const first = send(made.world, "echo on", TIMEOUT);
    const second = send(made.world, "echo on", TIMEOUT);
    untilStatus(made.world, second, N0, "Success");
    const acked = facts(made.events, "job.acked").map(({ command }) => command);
    expect(acked).toEqual([first, second]);
    expect(facts(made.events, "job.acked")[1]?.atMs).toBeGreaterThan(10_000);
  });
});

test("duplicate delivers a message twice: the agent answers the second with 51405", () => {
  const scope = { messages: ["agent_job"] };
  const { world, events, command } = sent(plan("duplicate", "300ms", { scope, times: 1 }));
  untilStatus(world, command, N0, "Success");
  world.runUntil(world.nowMs + 1000);
  expect(facts(events, "job.acked")).toMatchObject([{ code: "200" }, { code: "51405" }]);
  expect(messages(events, "frame.sent", "agent_job").length).toBe(1);
});

test("reorder lets a later message overtake", () => {
  const made = makeOnlineWorld();
  made.world.faults.put(plan("reorder", "5s", { times: 1 }));
  const first = send(made.world, "echo on", TIMEOUT);
  const second = send(made.world, "echo on", TIMEOUT);
  untilStatus(made.world, first, N0, "Success");
  const acked = facts(made.events, "job.acked").map(({ command }) => command);
  expect(acked).toEqual([second, first]);
});

describe("hold", () => {
  test("keeps a message and all behind it until the fault ends, in order", () => {
    const made = makeOnlineWorld();
    const hold = plan("hold", {}, { scope: { direction: "toAgent" }, times: 1, untilMs: 8000 });
    const heldMs = made.world.nowMs;
    made.world.faults.put(hold);
    const first = send(made.world, "echo on", TIMEOUT);
    const second = send(made.world, "echo on", TIMEOUT);
    made.world.runUntil(heldMs + 7999);
    expect(facts(made.events, "job.acked")).toEqual([]);
    untilStatus(made.world, second, N0, "Success");
    expect(facts(made.events, "job.acked").map(({ command }) => command)).toEqual([first, second]);
    expect(facts(made.events, "job.acked")[0]?.atMs).toBeGreaterThanOrEqual(heldMs + 8005);
    expect(facts(made.events, "job.acked")[1]?.atMs).toBeLessThanOrEqual(heldMs + 8100);
  });

  test("loses what it holds when the link is cut", () => {
    const { world, events, command } = sent(plan("hold", {}, { scope: { direction: "toAgent" } }));
    world.runUntil(world.nowMs + 1000);
    world.cut(N0);
    expect(messages(events, "frame.dropped", "agent_job")).toMatchObject([
      { reason: "channel closed" },
    ]);
    world.faults.healAll();
    world.heal(N0);
    untilStatus(world, command, N0, "Success");
  });

  test.each(["cut", "reset"] as const)(
    "does not keep a close from its agent for good when the link is %s",
    (how) => {
      const scope = { direction: "toAgent", messages: ["agent_job"] } as const;
      const { world, events, command } = sent(plan("hold", {}, { scope, untilMs: 60_000 }));
      world.runUntil(world.nowMs + 1000);
      world.faults.put(plan("closeWithCode", { code: 1001 }));
      world.runUntil(world.nowMs + 1000);
      // The close stands behind the job that is held.
      expect(channels(events, "link.opened")).toHaveLength(1);
      if (how === "cut") world.cut(N0);
      else world.faults.put(plan("reset"));
      world.runUntil(world.nowMs + 60_000);
      world.heal(N0);
      untilStatus(world, command, N0, "Success");
      expect(channels(events, "link.opened").length).toBeGreaterThan(1);
    },
  );

  test("has a bound on what it keeps", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("hold", {}, { scope: { direction: "toAgent" } }));
    for (let round = 0; round < 1001; round += 1) send(made.world, "echo on", TIMEOUT);
    const dropped = messages(made.events, "frame.dropped", "agent_job");
    expect(dropped).toMatchObject([{ reason: "tooManyHeld" }]);
  });
});

describe("bytes that have changed", () => {
  /** What a fault of one message of one kind comes to: the reason of its receiver, if it refuses. */
  function refusal(fault: string, message: string, seed: string): string | undefined {
    const { world, events } = makeOnlineWorld({ seed });
    world.faults.put(plan(fault, {}, { scope: { messages: [message] }, times: 1 }));
    send(world, "echo on", TIMEOUT);
    world.runUntil(world.nowMs + 30_000);
    expect(channels(events, "link.closed")).toEqual([]);
    const [fired] = firedOf(events, fault);
    expect(fired).toMatchObject({ did: "bytes", message });
    const refused = facts(events, "frame.dropped").find(({ reason }) =>
      String(reason).startsWith("SIM_ERR_"),
    );
    if (refused !== undefined) expect(refused.atMs).toBeGreaterThan(fired?.atMs ?? 0);
    return refused === undefined ? undefined : String(refused["reason"]);
  }

  const seeds = Array.from({ length: 20 }, (_, index) => String(index));
  test.each(["agent_job_ack", FINAL])(
    "truncate: the controller refuses the rest of %s",
    (message) => {
      const reasons = seeds.map((seed) => refusal("truncate", message, seed));
      expect(new Set(reasons)).toEqual(
        new Set(["SIM_ERR_FRAME_PAYLOAD_LENGTH", "SIM_ERR_FRAME_TOO_SHORT"]),
      );
    },
  );

  test.each(["agent_job", "agent_job_reply_ack"])("truncate: the agent refuses %s", (message) => {
    const reasons = seeds.map((seed) => refusal("truncate", message, seed));
    expect(new Set(reasons)).toEqual(new Set(["SIM_ERR_PAYLOAD_JSON", "SIM_ERR_FRAME_TOO_SHORT"]));
  });

  test.each(["agent_job_ack", FINAL])(
    "corrupt: the controller sees it by the digest of %s",
    (message) => {
      const reasons = seeds.map((seed) => refusal("corrupt", message, seed));
      const seen = reasons.filter((one) => one === "SIM_ERR_FRAME_PAYLOAD_DIGEST");
      expect(seen.length).toBeGreaterThan(8);
    },
  );

  test("corrupt: the agent looks at no digest, and may take a changed job", () => {
    const reasons = seeds.map((seed) => refusal("corrupt", "agent_job", seed));
    expect(reasons).not.toContain("SIM_ERR_FRAME_PAYLOAD_DIGEST");
    expect(reasons.filter((one) => one === undefined).length).toBeGreaterThan(8);
  });
});

test("bandwidth makes messages take time by their size, one behind the other", () => {
  const made = makeOnlineWorld();
  const scope = { direction: "toAgent" } as const;
  made.world.faults.put(plan("bandwidth", { bytesPerSecond: 500 }, { scope }));
  const sentMs = made.world.nowMs;
  const commands = [0, 1, 2].map(() => send(made.world, "echo on", TIMEOUT));
  untilStatus(made.world, commands[2] ?? "", N0, "Success");
  const takenMs = facts(made.events, "job.acked").map(({ atMs }) => atMs - sentMs);
  // A job is more than 1,000 bytes: each takes more than two seconds behind the one before.
  const gapsMs = takenMs.map((ms, index) => ms - (takenMs[index - 1] ?? 0));
  expect(Math.min(...gapsMs)).toBeGreaterThan(2000);
  expect(Math.max(...gapsMs)).toBeLessThan(5000);
  made.world.faults.healAll();
  made.world.runUntil(made.world.nowMs + 30_000);
  const quick = send(made.world, "echo on", TIMEOUT);
  const quickMs = made.world.nowMs;
  untilStatus(made.world, quick, N0, "Success");
  expect((facts(made.events, "job.acked").at(-1)?.atMs ?? 0) - quickMs).toBeLessThan(50);
});

describe("halfOpen", () => {
  test.each([{}, { direction: "toAgent" }, { direction: "toController" }] as const)(
    "%j: both ends believe in the channel until no pong comes",
    (scope) => {
      const made = makeOnlineWorld();
      const { world, events } = made;
      const openedMs = channels(events, "link.opened")[0]?.atMs ?? 0;
      world.runUntil(openedMs + 60_000);
      world.faults.put(plan("halfOpen", {}, { scope, untilMs: 120_000 }));
      const command = send(world, "echo on", TIMEOUT);
      world.runUntil(openedMs + 113_000);
      expect(channels(events, "link.closed")).toEqual([]);
      expect(invocation(world, command, N0).Status).not.toBe("Success");
      // The last pong came 54 s after the opening, and the next one is waited for 60 s.
      world.runUntil(openedMs + 114_100);
      const [noPong] = facts(events, "link.refused");
      expect(noPong).toMatchObject({ reason: "noPong", node: N0 });
      expect((noPong?.atMs ?? 0) - openedMs).toBeGreaterThanOrEqual(114_005);
      // The controller hears of it, or finds out itself: 114 s after the last ping.
      world.runUntil(openedMs + 168_100);
      const closedMs = (channels(events, "link.closed")[0]?.atMs ?? 0) - openedMs;
      const isHeard = "direction" in scope && scope.direction === "toAgent";
      expect(closedMs).toBeGreaterThanOrEqual(isHeard ? 114_005 : 168_000);
      expect(closedMs).toBeLessThanOrEqual(isHeard ? 114_050 : 168_050);
      // Nothing opens before the end of the fault.
      expect(channels(events, "link.opened").length).toBe(1);
      untilStatus(world, command, N0, "Success");
      expect(channels(events, "link.opened").length).toBe(2);
    },
  );

  test("that ends in time delivers what was sent, and the channel lives on", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    world.faults.put(plan("halfOpen", {}, { untilMs: 100_000 }));
    const command = send(world, "echo on", TIMEOUT);
    world.runUntil(world.nowMs + 99_000);
    expect(facts(events, "job.acked")).toEqual([]);
    untilStatus(world, command, N0, "Success");
    world.runUntil(world.nowMs + 400_000);
    expect(channels(events, "link.closed")).toEqual([]);
  });

  test("makes calls wait, and fail by their client's time-out", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    world.faults.put(plan("halfOpen", {}, { untilMs: 20_000 }));
    world.restartAgent(N0);
    world.runUntil(world.nowMs + 14_000);
    // The first health report gets no answer: the agent hibernates, and comes five minutes later.
    world.runUntil(world.nowMs + 290_000);
    expect(channels(events, "link.opened").length).toBe(1);
    world.runUntil(world.nowMs + 60_000);
    expect(channels(events, "link.opened").length).toBe(2);
  });
});

describe("pingLost", () => {
  test("closes the link although data passes", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    const openedMs = channels(events, "link.opened")[0]?.atMs ?? 0;
    world.faults.put(plan("pingLost"));
    const command = send(world, "echo on", TIMEOUT);
    untilStatus(world, command, N0, "Success");
    world.runUntil(openedMs + 400_000);
    const closedMs = channels(events, "link.closed").map(({ atMs }) => atMs);
    // No first pong within 114 s; the next channel fares no better, nor the one after it.
    expect(closedMs.length).toBe(3);
    expect((closedMs[0] ?? 0) - openedMs).toBeGreaterThanOrEqual(114_000);
    expect((closedMs[0] ?? 0) - openedMs).toBeLessThanOrEqual(114_100);
    world.faults.healAll();
    world.runUntil(openedMs + 1_000_000);
    expect(channels(events, "link.closed").length).toBe(3);
  });
});

describe("reset, closeWithCode, partition and flapping", () => {
  test("reset loses what is in flight, and the agent comes back", () => {
    const made = makeOnlineWorld();
    const command = send(made.world, "echo on", TIMEOUT);
    made.world.faults.put(plan("reset"));
    expect(made.world.faults.list()).toMatchObject([{ fired: 1, isOver: true }]);
    untilStatus(made.world, command, N0, "Success");
    expect(messages(made.events, "frame.sent", "agent_job").length).toBe(2);
    made.world.runUntil(made.world.nowMs + 10_000);
    expect(channels(made.events, "link.opened").length).toBe(2);
  });

  test("reset at each of three events resets three times", () => {
    const on = { event: "process.started", count: 1 };
    const made = makeOnlineWorld();
    made.world.faults.put(plan("reset", {}, { on, times: 3 }));
    for (let round = 0; round < 5; round += 1) {
      send(made.world, "echo on", TIMEOUT);
      made.world.runUntil(made.world.nowMs + 30_000);
    }
    expect(firedOf(made.events, "reset").length).toBe(3);
    expect(channels(made.events, "link.closed").length).toBe(3);
  });

  test("closeWithCode lets what was sent before arrive", () => {
    const made = makeOnlineWorld();
    const command = send(made.world, "sleep 5", TIMEOUT);
    made.world.faults.put(plan("closeWithCode", { code: 1001 }));
    untilStatus(made.world, command, N0, "Success");
    expect(channels(made.events, "link.closed")).toMatchObject([{ node: N0, code: 1001 }]);
    expect(facts(made.events, "job.acked")[0]).toMatchObject({ code: "200" });
    expect(channels(made.events, "link.opened").length).toBe(2);
  });

  test("two partitions are over when both are", () => {
    const made = makeOnlineWorld();
    const { world, events } = made;
    const atMs = world.nowMs;
    world.faults.put(plan("partition", {}, { untilMs: 30_000 }));
    world.faults.put(plan("partition", {}, { fromMs: 10_000, untilMs: 90_000 }));
    world.runUntil(atMs + 89_999);
    expect(channels(events, "link.opened").length).toBe(1);
    world.runUntil(atMs + 200_000);
    expect(channels(events, "link.opened").length).toBe(2);
  });

  test("flapping cuts and heals so many times", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("flapping", { down: ["1s", "5s"], up: "20s", times: 4 }));
    made.world.runUntil(made.world.nowMs + 300_000);
    expect(facts(made.events, "link.cut").length).toBe(4);
    expect(facts(made.events, "link.healed").length).toBe(4);
    expect(channels(made.events, "link.opened").at(-1)?.atMs).toBeGreaterThan(
      facts(made.events, "link.healed").at(-1)?.atMs ?? Infinity,
    );
    expect(firedOf(made.events, "flapping").length).toBe(8);
  });
});

describe("attempts to connect", () => {
  /** A world whose channel has just been reset while a fault of attempts is on. */
  function retrying(name: string, params: unknown, rest = {}): TestWorld {
    const made = makeOnlineWorld();
    made.world.faults.put(plan(name, params, rest));
    made.world.faults.put(plan("reset"));
    return made;
  }

  test.each([{}, { status: 503 }, { status: 401 }])(
    "refuseConnect %j keeps an agent out",
    (params) => {
      const { world, events } = retrying("refuseConnect", params, { times: 3 });
      world.runUntil(world.nowMs + 15_000);
      expect(channels(events, "link.opened").length).toBe(1);
      world.runUntil(world.nowMs + 200_000);
      expect(firedOf(events, "refuseConnect").length).toBe(3);
      expect(firedOf(events, "refuseConnect")[0]).toMatchObject({ did: "refuse", ...params });
      expect(channels(events, "link.opened").length).toBe(2);
    },
  );

  test("denyChannel makes an agent poll, and commands come by its polls", () => {
    const { world, events } = retrying("denyChannel", {});
    const command = send(world, "echo on", TIMEOUT);
    untilStatus(world, command, N0, "Success");
    expect(facts(events, "link.opened").at(-1)).toMatchObject({ service: "ec2messages" });
  });

  test("slowHandshake opens late, or not at all past the agent's time-out", () => {
    const atMs = makeOnlineWorld().world.nowMs;
    const late = retrying("slowHandshake", "10s");
    late.world.runUntil(atMs + 100_000);
    const openedMs = channels(late.events, "link.opened")[1]?.atMs ?? 0;
    expect(openedMs - atMs).toBeGreaterThan(10_000);
    expect(openedMs - atMs).toBeLessThan(13_000);
    const never = retrying("slowHandshake", "15s");
    never.world.runUntil(atMs + 100_000);
    expect(channels(never.events, "link.opened").length).toBe(1);
    expect(firedOf(never.events, "slowHandshake").length).toBeGreaterThan(1);
  });

  test("hangHandshake costs the agent its time-out, and a growing wait", () => {
    const { world, events } = retrying("hangHandshake", {}, { times: 1 });
    const atMs = world.nowMs;
    world.runUntil(atMs + 100_000);
    expect((channels(events, "link.opened")[1]?.atMs ?? 0) - atMs).toBeGreaterThan(15_000);
  });
});

describe("an agent that polls", () => {
  const controller = { ...VIRTUAL_DEFAULTS.controller, controlChannels: "denied" as const };
  const options = { ...VIRTUAL_DEFAULTS, controller };

  function polled(fault: FaultPlan): TestWorld & { command: string } {
    const made = makeOnlineWorld({ options });
    made.world.faults.put(fault);
    return { ...made, command: send(made.world, "echo on", TIMEOUT) };
  }

  test.each([
    ["drop", {}, "SendReply", "toController"],
    ["drop", {}, "SendReply", "toAgent"],
    ["drop", {}, "AcknowledgeMessage", "toController"],
    ["drop", {}, "GetMessages", "toAgent"],
    ["corrupt", {}, "SendReply", "toController"],
    ["truncate", {}, "GetMessages", "toAgent"],
    ["delay", "4s", "SendReply", "toController"],
    ["reorder", "4s", "GetMessages", "toAgent"],
  ] as const)("gets over one %s %j of %s %s", (name, params, operation, direction) => {
    const scope = { messages: [operation], direction };
    const { world, events, command } = polled(plan(name, params, { scope, times: 1 }));
    untilStatus(world, command, N0, "Success");
    expect(firedOf(events, name)).toMatchObject([{ message: operation, direction, node: N0 }]);
    expect(facts(events, "process.started").length).toBe(1);
  });

  test("hears nothing of a call that is held, until its client gives up", () => {
    const scope = { messages: ["SendReply"] };
    const { world, events, command } = polled(plan("hold", {}, { scope, untilMs: 60_000 }));
    world.runUntil(world.nowMs + 59_000);
    expect(messages(events, "frame.received", FINAL)).toEqual([]);
    expect(firedOf(events, "hold").length).toBeGreaterThan(1);
    untilStatus(world, command, N0, "Success");
  });
});
