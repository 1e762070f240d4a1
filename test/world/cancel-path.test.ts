/**
 * The whole way of a cancel in virtual time, without sockets: API, controller, link, agent, worker,
 * process, and back. Where two events race, each order has a test.
 */
import { describe, expect, test } from "vitest";
import { LIVE_DEFAULTS } from "../../src/world/fleet-options.ts";
import {
  call,
  cancel,
  facts,
  invocation,
  makeOnlineWorld,
  makeWorld,
  nodeId,
  send,
  tryCall,
  untilStatus,
} from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);

/** Sends a script to the first node and plays until its process has started. */
function startScript(made: TestWorld, script: string, executionTimeout?: string): string {
  const id = send(made.world, script, {
    InstanceIds: [N0],
    ...(executionTimeout === undefined ? {} : { executionTimeout }),
  });
  const started = made.world.runUntilTrue(
    () => facts(made.events, "process.started").some((event) => event.command === id),
    made.world.nowMs + 10_000,
  );
  expect(started).toBe(true);
  return id;
}

function play(made: TestWorld, ms: number): void {
  made.world.runUntil(made.world.nowMs + ms);
}

describe("a cancel of a running command", () => {
  test("shows Cancelling, then Cancelled 137 with the output so far, and nothing lives on", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo started; sleep 300; echo done");
    play(made, 1000);
    cancel(made.world, id);
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
    play(made, 1000);
    expect(invocation(made.world, id, N0)).toMatchObject({
      Status: "Cancelled",
      StatusDetails: "Cancelled",
      ResponseCode: 137,
      StandardOutputContent: "started\n",
    });
    expect(made.world.processes()).toEqual([]);
    expect(call(made.world, "ListCommands", { CommandId: id })).toMatchObject({
      Commands: [{ Status: "Cancelled", TargetCount: 1, CompletedCount: 1, ErrorCount: 0 }],
    });
  });

  test("ends a script that traps TERM all the same: the agent sends SIGKILL at once", () => {
    const made = makeOnlineWorld();
    const id = startScript(
      made,
      "trap 'echo ignored' TERM INT; echo on; while true; do sleep 1; done",
    );
    play(made, 2500);
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    expect(invocation(made.world, id, N0)).toMatchObject({
      ResponseCode: 137,
      StandardOutputContent: "on\n",
    });
    expect(made.world.processes()).toEqual([]);
  });

  test("does not reach a setsid child: reported Cancelled while the child has escaped", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo started; setsid sleep 300 & sleep 300");
    play(made, 1000);
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    expect(made.world.processes()).toMatchObject([
      { node: N0, command: id, args: "sleep 300", escaped: true, containment: "simulated" },
    ]);
    expect(facts(made.events, "process.escaped")).toHaveLength(1);
    play(made, 300_000);
    expect(made.world.processes()).toEqual([]);
  });

  test("twice is no more than once: one kill, one end", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "sleep 300");
    cancel(made.world, id);
    cancel(made.world, id);
    play(made, 5000);
    cancel(made.world, id);
    play(made, 5000);
    expect(invocation(made.world, id, N0)).toMatchObject({
      Status: "Cancelled",
      ResponseCode: 137,
    });
    expect(facts(made.events, "process.signalled")).toHaveLength(1);
    const ends = facts(made.events, "status.changed").filter((event) => event.node === N0);
    expect(ends.map((event) => event["to"])).toEqual(["InProgress", "Cancelling", "Cancelled"]);
  });

  test("names nodes: two of three are cancelled, the third runs to its end", () => {
    const made = makeOnlineWorld({ count: 3 });
    const id = send(made.world, "sleep 20", { InstanceIds: made.nodes });
    play(made, 5000);
    cancel(made.world, id, [nodeId(0), nodeId(2)]);
    play(made, 60_000);
    const statuses = made.nodes.map((node) => invocation(made.world, id, node).Status);
    expect(statuses).toEqual(["Cancelled", "Success", "Cancelled"]);
    expect(call(made.world, "ListCommands", { CommandId: id })).toMatchObject({
      Commands: [{ TargetCount: 3, CompletedCount: 3, ErrorCount: 0 }],
    });
  });
});

describe("a cancel that races the start of a command", () => {
  test("before its step has started: Cancelled, code 1, no output, and no process ever", () => {
    const made = makeOnlineWorld();
    const id = send(made.world, "echo never", { InstanceIds: [N0] });
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    play(made, 10_000);
    expect(invocation(made.world, id, N0)).toMatchObject({
      ResponseCode: 1,
      StandardOutputContent: "",
    });
    expect(facts(made.events, "process.started")).toEqual([]);
  });

  test("just after its step has started: Cancelled, code 137", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo at once; sleep 300");
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    expect(invocation(made.world, id, N0)).toMatchObject({
      ResponseCode: 137,
      StandardOutputContent: "at once\n",
    });
  });
});

describe("a cancel that races the end of a command", () => {
  /** The script ends 1,000 ms after it started; the cancel is sent 20 ms before that. */
  function race(seed: string): { status: string; code: number; exitFirst: boolean } {
    const made = makeOnlineWorld({ seed });
    const id = startScript(made, "sleep 1; echo done");
    play(made, 980);
    cancel(made.world, id);
    play(made, 60_000);
    const { Status, ResponseCode } = invocation(made.world, id, N0);
    const killed = facts(made.events, "process.signalled").length > 0;
    return { status: Status, code: ResponseCode, exitFirst: !killed };
  }

  test("seed 6: the process ends first, the cancel is accepted and changes nothing", () => {
    expect(race("6")).toEqual({ status: "Success", code: 0, exitFirst: true });
  });

  test("seed 2: the kill comes first", () => {
    expect(race("2")).toEqual({ status: "Cancelled", code: 137, exitFirst: false });
  });

  test("has two outcomes and no third, whenever it comes", () => {
    const outcomes = new Set<string>();
    for (let beforeEndMs = -40; beforeEndMs <= 60; beforeEndMs += 5) {
      for (const seed of ["a", "b", "c", "d"]) {
        const made = makeOnlineWorld({ seed });
        const id = startScript(made, "sleep 1; echo done");
        play(made, 1000 - beforeEndMs);
        cancel(made.world, id);
        play(made, 10_000);
        const { Status, ResponseCode } = invocation(made.world, id, N0);
        outcomes.add(`${Status} ${ResponseCode}`);
      }
    }
    expect([...outcomes].sort()).toEqual(["Cancelled 137", "Success 0"]);
  });

  test("after the end is taken and changes nothing", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo done");
    untilStatus(made.world, id, N0, "Success");
    const before = made.events.length;
    cancel(made.world, id);
    play(made, 60_000);
    expect(invocation(made.world, id, N0)).toMatchObject({ Status: "Success", ResponseCode: 0 });
    const sent = facts(made.events.slice(before), "frame.sent");
    expect(sent.filter((event) => event["message"] === "agent_job")).toEqual([]);
  });
});

describe("a cancel and the agent's queues", () => {
  test("a queued command is never answered for, ends by deadline, and runs after a restart", () => {
    const made = makeOnlineWorld();
    const blockers = Array.from({ length: 5 }, () => startScript(made, "sleep 600"));
    const id = send(made.world, "echo resurrected", {
      InstanceIds: [N0],
      TimeoutSeconds: 30,
      executionTimeout: "5",
    });
    play(made, 2000);
    expect(invocation(made.world, id, N0).Status).toBe("InProgress");
    cancel(made.world, id);
    play(made, 2000);
    for (const blocker of blockers) cancel(made.world, blocker);
    play(made, 20_000);
    expect(facts(made.events, "job.skipped")).toMatchObject([{ command: id }]);
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
    play(made, 35_000);
    expect(invocation(made.world, id, N0).StatusDetails).toBe("DeliveryTimedOut");
    expect(facts(made.events, "process.started").filter((event) => event.command === id)).toEqual(
      [],
    );
    made.world.restartAgent(N0);
    play(made, 10_000);
    expect(
      facts(made.events, "process.started").filter((event) => event.command === id),
    ).toHaveLength(1);
    expect(invocation(made.world, id, N0).StatusDetails).toBe("DeliveryTimedOut");
  });
});

describe("a cancel and a node that is not there", () => {
  test("a command for a stopped node is Delayed, its cancel final at once, and it never starts", () => {
    const made = makeWorld({ states: ["Stopped"] });
    const id = send(made.world, "echo never", { InstanceIds: [N0] });
    expect(invocation(made.world, id, N0).Status).toBe("Delayed");
    cancel(made.world, id);
    expect(invocation(made.world, id, N0)).toMatchObject({ Status: "Cancelled", ResponseCode: -1 });
    made.world.order(N0, "start");
    play(made, 120_000);
    expect(facts(made.events, "link.opened")).toMatchObject([{ service: "ec2messages" }, {}]);
    expect(facts(made.events, "process.started")).toEqual([]);
  });

  test("a command for a stopped node runs when the node has started", () => {
    const made = makeWorld({ states: ["Stopped"] });
    const id = send(made.world, "echo hello", { InstanceIds: [N0] });
    play(made, 60_000);
    made.world.order(N0, "start");
    untilStatus(made.world, id, N0, "Success");
  });

  test("a node that stops in mid-cancel loses its processes; after its start it reports Failed 1", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "sleep 3600");
    cancel(made.world, id);
    made.world.order(N0, "stop");
    expect(made.world.processes()).toEqual([]);
    play(made, 30_000);
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
    made.world.order(N0, "start");
    const startedMs = made.world.nowMs;
    untilStatus(made.world, id, N0, "Failed");
    expect(invocation(made.world, id, N0).ResponseCode).toBe(1);
    // Pending takes 10 s, then a lost worker is given 60 s.
    expect(made.world.nowMs - startedMs).toBeGreaterThanOrEqual(70_000);
    expect(made.world.nowMs - startedMs).toBeLessThan(75_000);
  });

  test("on a node that stops for good it ends at ExpiresAfter", () => {
    const made = makeOnlineWorld();
    const id = send(made.world, "sleep 3600", {
      InstanceIds: [N0],
      TimeoutSeconds: 60,
      executionTimeout: "60",
    });
    const sentMs = made.world.nowMs;
    play(made, 5000);
    cancel(made.world, id);
    made.world.order(N0, "stop");
    untilStatus(made.world, id, N0, "TimedOut");
    expect(made.world.nowMs - sentMs).toBe(120_000);
    expect(invocation(made.world, id, N0).StatusDetails).toBe("DeliveryTimedOut");
  });

  test("a terminated node takes neither commands nor cancels, and nothing changes", () => {
    const made = makeOnlineWorld({ count: 2 });
    const id = send(made.world, "sleep 3600", { InstanceIds: made.nodes });
    play(made, 5000);
    made.world.order(N0, "terminate");
    for (const [operation, input] of [
      [
        "SendCommand",
        {
          DocumentName: "AWS-RunShellScript",
          Parameters: { commands: ["true"] },
          InstanceIds: [N0],
        },
      ],
      ["CancelCommand", { CommandId: id, InstanceIds: [nodeId(1), N0] }],
    ] as const) {
      expect(tryCall(made.world, operation, input)).toMatchObject({
        status: 400,
        body: { __type: "InvalidInstanceId" },
      });
    }
    expect(invocation(made.world, id, nodeId(1)).Status).toBe("InProgress");
  });
});

describe("a cancel and the link", () => {
  test("while the link is cut it waits, and takes effect after the reconnect", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo on; sleep 3600");
    made.world.cut(N0);
    play(made, 5000);
    cancel(made.world, id);
    play(made, 30_000);
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
    made.world.heal(N0);
    untilStatus(made.world, id, N0, "Cancelled");
    expect(made.world.processes()).toEqual([]);
  });

  test("a link that is cut while its channel opens leaves no agent that thinks it open", () => {
    const made = makeWorld();
    made.world.slow(N0, "toAgent", { minMs: 2000, maxMs: 2000 });
    expect(
      made.world.runUntilTrue(() => facts(made.events, "link.opened").length > 0, 60_000),
    ).toBe(true);
    made.world.cut(N0);
    made.world.slow(N0, "toAgent", undefined);
    play(made, 5000);
    made.world.heal(N0);
    const id = send(made.world, "echo hello", { InstanceIds: [N0] });
    untilStatus(made.world, id, N0, "Success");
  });

  test("lost with the link, it is sent again under a new id", () => {
    const made = makeOnlineWorld();
    // In its first minute the agent would get it by a poll as well.
    play(made, 80_000);
    const id = startScript(made, "echo on; sleep 3600");
    cancel(made.world, id);
    made.world.cut(N0);
    made.world.heal(N0);
    untilStatus(made.world, id, N0, "Cancelled");
    const sent = facts(made.events, "frame.sent").filter((event) =>
      String(event["topic"]).startsWith("aws.ssm.cancelCommand.us"),
    );
    expect(new Set(sent.map((event) => event["job"])).size).toBe(2);
  });

  test("delayed towards the agent, it loses to an exit that it would have beaten", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "sleep 5; echo done");
    made.world.slow(N0, "toAgent", { minMs: 10_000, maxMs: 10_000 });
    cancel(made.world, id);
    play(made, 60_000);
    expect(invocation(made.world, id, N0).Status).toBe("Success");
    expect(facts(made.events, "cancel.missed")).toHaveLength(1);
  });

  test("a final reply that is delayed past ExpiresAfter changes nothing any more", () => {
    const made = makeOnlineWorld();
    const id = send(made.world, "sleep 3600", {
      InstanceIds: [N0],
      TimeoutSeconds: 30,
      executionTimeout: "60",
    });
    play(made, 5000);
    made.world.slow(N0, "toController", { minMs: 200_000, maxMs: 200_000 });
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "TimedOut");
    play(made, 600_000);
    expect(invocation(made.world, id, N0).StatusDetails).toBe("DeliveryTimedOut");
  });
});

describe("an agent that restarts", () => {
  test("takes a running command up again, and its result arrives", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "sleep 30; echo survived");
    made.world.restartAgent(N0);
    untilStatus(made.world, id, N0, "Success");
    expect(invocation(made.world, id, N0).StandardOutputContent).toBe("survived\n");
    expect(facts(made.events, "process.started")).toHaveLength(1);
  });

  test("can still cancel what an earlier life had started", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo on; sleep 3600");
    made.world.restartAgent(N0);
    play(made, 10_000);
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    expect(invocation(made.world, id, N0)).toMatchObject({
      ResponseCode: 137,
      StandardOutputContent: "on\n",
    });
  });
});

describe("timeouts", () => {
  test("the execution timeout kills the step and keeps its output", () => {
    const made = makeOnlineWorld();
    const id = startScript(made, "echo on; sleep 3600", "5");
    untilStatus(made.world, id, N0, "TimedOut");
    expect(invocation(made.world, id, N0)).toMatchObject({
      StatusDetails: "ExecutionTimedOut",
      ResponseCode: 137,
      StandardOutputContent: "on\n",
    });
  });

  test("a command that no agent ever takes ends DeliveryTimedOut exactly at ExpiresAfter", () => {
    const made = makeWorld({ states: ["Stopped"] });
    const id = send(made.world, "true", {
      InstanceIds: [N0],
      TimeoutSeconds: 30,
      executionTimeout: "5",
    });
    made.world.runUntil(34_999);
    expect(invocation(made.world, id, N0).Status).toBe("Delayed");
    made.world.runUntil(35_000);
    expect(invocation(made.world, id, N0).StatusDetails).toBe("DeliveryTimedOut");
  });

  test("a node whose agent is silent becomes ConnectionLost after two reports and the grace", () => {
    const made = makeOnlineWorld();
    const lastMs = 0;
    made.world.order(N0, "stop");
    const { healthReportMs, connectionLostGraceMs } = LIVE_DEFAULTS.controller;
    made.world.runUntil(lastMs + 2 * healthReportMs + connectionLostGraceMs + 60_000);
    expect(facts(made.events, "ping.changed").map((event) => event["to"])).toEqual([
      "Online",
      "ConnectionLost",
    ]);
  });
});
