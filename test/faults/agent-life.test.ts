/** Faults that end the processes of agents and of their document workers. */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { cancel, facts, invocation, makeOnlineWorld, nodeId, send } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const IDEAL = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, "ideal") };
const scope = { nodes: [N0] };

describe("agentCrash", () => {
  test("ends the agent at its time; what it started goes on, and is reported by the next life", () => {
    const { world, events } = makeOnlineWorld({ count: 2 });
    const command = send(world, "echo on; sleep 3; echo off", { InstanceIds: [N0] });
    const atMs = world.nowMs;
    world.faults.put(plan("agentCrash", { restart: "10s" }, { scope, fromMs: 1000, times: 1 }));
    world.runUntil(atMs + 60_000);
    expect(facts(events, "fault.fired")).toMatchObject([
      { atMs: atMs + 1000, node: N0, fault: "agentCrash", phase: "begin" },
    ]);
    expect(facts(events, "agent.stopped")).toMatchObject([{ atMs: atMs + 1000, node: N0 }]);
    expect(facts(events, "agent.restarted")).toMatchObject([{ atMs: atMs + 11_000, node: N0 }]);
    expect(facts(events, "job.reattached")).toMatchObject([{ node: N0, command }]);
    expect(facts(events, "process.started").length).toBe(1);
    expect(invocation(world, command, N0)).toMatchObject({
      Status: "Success",
      StandardOutputContent: "on\noff\n",
    });
    expect(world.faults.list()).toMatchObject([{ fired: 1, isOver: true }]);
  });

  test("at a named place comes between the kill and the report, which the next life makes", () => {
    const { world, events } = makeOnlineWorld();
    const command = send(world, "sleep 60", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 2000);
    const on = { event: "process.signalled", count: 1 };
    const params = { before: "storeRecord", restart: "8s" };
    world.faults.put(plan("agentCrash", params, { scope, on }));
    cancel(world, command);
    world.runUntil(world.nowMs + 60_000);
    const [death, ...more] = facts(events, "fault.fired");
    expect(death).toMatchObject({ node: N0, fault: "agentCrash", before: "storeRecord" });
    expect(more).toEqual([]);
    expect(facts(events, "job.reattached")).toMatchObject([{ node: N0, command }]);
    const [killed] = facts(events, "process.signalled");
    const reports = facts(events, "reply.sent").filter(({ status }) => status === "Cancelled");
    expect(killed?.seq).toBeLessThan(death?.seq ?? 0);
    expect(reports.length).toBe(1);
    expect(reports[0]?.atMs).toBeGreaterThan((death?.atMs ?? 0) + 8000);
    expect(invocation(world, command, N0).StatusDetails).toBe("Cancelled");
  });

  test("of a document worker leaves its script to itself", () => {
    const { world, events } = makeOnlineWorld();
    const params = { process: "worker", after: "startProcess" };
    world.faults.put(plan("agentCrash", params, { scope, times: 1 }));
    const command = send(world, "sleep 5; echo done", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 120_000);
    expect(facts(events, "fault.fired")).toMatchObject([
      { node: N0, command, process: "worker", after: "startProcess" },
    ]);
    expect(facts(events, "process.exited")).toMatchObject([{ command, code: 0 }]);
    expect(invocation(world, command, N0)).toMatchObject({ Status: "Failed", ResponseCode: 1 });
  });

  test("of the controller before its answer: the command was accepted, and nobody is told", () => {
    const { world, events } = makeOnlineWorld({ keepsRows: true });
    const params = { process: "controller", before: "answerCall", restart: "2s" };
    world.faults.put(plan("agentCrash", params, { times: 1 }));
    const parameters = { commands: ["echo on"] };
    const input = { DocumentName: "AWS-RunShellScript", InstanceIds: [N0], Parameters: parameters };
    const body = JSON.stringify(input);
    expect(world.tryCall({ target: "AmazonSSM.SendCommand", body })).toBeUndefined();
    // Replies that come while it is away are sent again after five minutes.
    world.runUntil(world.nowMs + 400_000);
    const [accepted] = facts(events, "command.accepted");
    expect(invocation(world, accepted?.command ?? "", N0).Status).toBe("Success");
  });
});

test("powerCut ends all that runs on a node, at its time and at a named place", () => {
  for (const params of [{}, { after: "sendFrame agent_job_ack" }]) {
    const { world, events } = makeOnlineWorld();
    const isNamed = "after" in params;
    const first = send(world, "sleep 60", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 2000);
    world.faults.put(plan("powerCut", params, { scope, times: 1 }));
    if (isNamed) send(world, "exec sleep 600", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "agent.stopped")).toMatchObject([{ node: N0, reason: "power" }]);
    expect(facts(events, "agent.restarted").length).toBe(1);
    expect(invocation(world, first, N0)).toMatchObject({ Status: "Failed", ResponseCode: 1 });
    // What was stored and acknowledged by then is run after the boot.
    const living = world.processes().map(({ args }) => args);
    expect(living.filter((args) => args === "sleep 600").length).toBe(isNamed ? 1 : 0);
  }
});

test("agentRestart leaves running commands alone", () => {
  const { world, events } = makeOnlineWorld();
  const command = send(world, "sleep 5", { InstanceIds: [N0] });
  world.faults.put(plan("agentRestart", {}, { scope, fromMs: 2000, times: 1 }));
  world.runUntil(world.nowMs + 60_000);
  expect(facts(events, "agent.restarted")).toMatchObject([{ node: N0, boot: 2 }]);
  expect(invocation(world, command, N0).Status).toBe("Success");
});

describe("restartStorm", () => {
  const storm = { restarts: 16, gap: ["1s", "3s"] };

  test("restarts so often, and the real agent gives a job up that it has taken up too often", () => {
    const { world, events } = makeOnlineWorld();
    const input = { InstanceIds: [N0], TimeoutSeconds: 30, executionTimeout: "60" };
    const command = send(world, "sleep 50", input);
    world.runUntil(world.nowMs + 1000);
    world.faults.put(plan("restartStorm", storm, { scope }));
    world.runUntil(world.nowMs + 200_000);
    expect(facts(events, "agent.restarted").length).toBe(16);
    expect(facts(events, "job.ended")).toMatchObject([{ command, reason: "commandRetryLimit" }]);
    expect(invocation(world, command, N0).StatusDetails).toBe("DeliveryTimedOut");
  });

  test("does not make an ideal agent lose it, and ends when it is lifted", () => {
    const { world, events } = makeOnlineWorld({ options: IDEAL });
    const command = send(world, "sleep 50", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 1000);
    const number = world.faults.put(plan("restartStorm", { restarts: 100, gap: "2s" }, { scope }));
    world.runUntil(world.nowMs + 39_000);
    world.faults.lift(number);
    world.runUntil(world.nowMs + 100_000);
    expect(facts(events, "agent.restarted").length).toBe(20);
    expect(invocation(world, command, N0).Status).toBe("Success");
  });
});

describe("documentWorkerDies", () => {
  test.each([
    ["amazon-ssm-agent", VIRTUAL_DEFAULTS, 60_000, 1],
    ["ideal", IDEAL, 0, 0],
  ] as const)("with %s the command is Failed; its script: %#", (_name, options, afterMs, lives) => {
    const { world, events } = makeOnlineWorld({ options });
    const command = send(world, "sleep 300", { InstanceIds: [N0] });
    world.runUntil(world.nowMs + 2000);
    const diedMs = world.nowMs;
    world.faults.put(plan("documentWorkerDies", {}, { scope, times: 1 }));
    world.runUntil(diedMs + 100_000);
    expect(facts(events, "process.escaped")).toMatchObject([{ atMs: diedMs, node: N0, command }]);
    const [end] = facts(events, "job.ended");
    expect(end).toMatchObject({ status: "Failed" });
    expect(end?.atMs).toBeGreaterThanOrEqual(diedMs + afterMs);
    expect(end?.atMs).toBeLessThan(diedMs + afterMs + 1000);
    expect(world.processes().filter(({ args }) => args.includes("sleep 300")).length > 0).toBe(
      lives === 1,
    );
  });
});
