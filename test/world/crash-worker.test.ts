/**
 * A document worker that is killed: its script goes on as an orphan, the job fails after a while.
 */
import { describe, expect, test } from "vitest";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { call, cancel, facts, invocation, makeOnlineWorld, nodeId, send } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);
const WORKER_LOST_MS = 60_000;

function crashMidRun(script: string): { made: TestWorld; id: string } {
  const made = makeOnlineWorld();
  const id = send(made.world, script, { InstanceIds: [N0] });
  play(made, 2000);
  const { host } = made.world;
  expect(host.crashWorker(host.node(N0)!, id)).toBe(true);
  expect(host.crashWorker(host.node(N0)!, id)).toBe(false);
  return { made, id };
}

function play(made: TestWorld, ms: number): void {
  made.world.runUntil(made.world.nowMs + ms);
}

test("the script lives on, has escaped, and its end is nobody's news", () => {
  const { made, id } = crashMidRun("echo one; sleep 20; echo two");
  expect(made.world.processes()).toContainEqual(
    expect.objectContaining({ args: "sleep 20", escaped: true }),
  );
  expect(facts(made.events, "process.escaped")).toMatchObject([{ command: id }]);
  play(made, 30_000);
  expect(made.world.processes()).toEqual([]);
  expect(invocation(made.world, id, N0).Status).toBe("InProgress");
});

test("the job fails a minute later, and says why", () => {
  const { made, id } = crashMidRun("echo one; sleep 20; echo two");
  play(made, WORKER_LOST_MS - 1000);
  expect(invocation(made.world, id, N0).Status).toBe("InProgress");
  play(made, 2000);
  expect(invocation(made.world, id, N0)).toMatchObject({
    Status: "Failed",
    ResponseCode: 1,
    StandardOutputContent: "",
  });
});

test("a cancel after that kills nobody", () => {
  const { made, id } = crashMidRun("sleep 300");
  cancel(made.world, id);
  play(made, 2 * WORKER_LOST_MS);
  expect(facts(made.events, "process.signalled")).toEqual([]);
  expect(made.world.processes()).toContainEqual(expect.objectContaining({ args: "sleep 300" }));
  expect(invocation(made.world, id, N0).Status).toBe("Failed");
});

test("an agent that starts over finds the worker gone", () => {
  const { made, id } = crashMidRun("sleep 20");
  const { host } = made.world;
  const node = host.node(N0)!;
  host.crashAgent(node);
  host.startAgent(node);
  play(made, WORKER_LOST_MS + 10_000);
  expect(invocation(made.world, id, N0).Status).toBe("Failed");
});

test("what a worker says while a new agent takes it up is told once", () => {
  const agent = { ...VIRTUAL_DEFAULTS.agent, workerIpcMs: { minMs: 500, maxMs: 500 } };
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
  const steps = ["sleep 1", "sleep 5"].map((script, index) => ({
    action: "aws:runShellScript",
    name: `step${index}`,
    inputs: { runCommand: [script] },
  }));
  call(made.world, "CreateDocument", {
    Name: "two-steps",
    DocumentType: "Command",
    Content: JSON.stringify({ schemaVersion: "2.2", mainSteps: steps }),
  });
  call(made.world, "SendCommand", { DocumentName: "two-steps", InstanceIds: [N0] });
  // The second start: the first step has just ended, and its end is still on its way.
  const isOver = (): boolean => facts(made.events, "process.exited").length === 1;
  made.world.runUntilTrue(isOver, made.world.nowMs + 10_000);
  made.world.restartAgent(N0);
  play(made, 20_000);
  const replies = facts(made.events, "reply.sent").map(({ status }) => status);
  expect(replies).toEqual(["InProgress", "InProgress", "InProgress", "Success"]);
});

describe("a worker that a new agent has taken up", () => {
  /** In place of 48 h, which is also the longest time limit of a step. */
  const LIMIT_MS = 1_200_000;

  function takenUp(): { made: TestWorld; id: string } {
    const agent = { ...VIRTUAL_DEFAULTS.agent, reattachedMs: LIMIT_MS };
    const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
    const id = send(made.world, "sleep 3000", { InstanceIds: [N0] });
    play(made, 5000);
    made.world.restartAgent(N0);
    play(made, 5000);
    return { made, id };
  }

  test("may go on for 48 h: then its job has failed, by one reply, and the script goes on", () => {
    expect(VIRTUAL_DEFAULTS.agent.reattachedMs).toBe(48 * 3_600_000);
    const { made } = takenUp();
    const before = facts(made.events, "reply.sent").length;
    play(made, LIMIT_MS - 20_000);
    expect(facts(made.events, "reply.sent")).toHaveLength(before);
    play(made, 30_000);
    expect(facts(made.events, "reply.sent").slice(before)).toMatchObject([{ status: "Failed" }]);
    expect(made.world.host.node(N0)?.store.jobs.size).toBe(0);
    expect(made.world.processes()).toContainEqual(expect.objectContaining({ args: "sleep 3000" }));
  });

  test("is nobody's child: that it dies is not heard of", () => {
    const { made, id } = takenUp();
    const { host } = made.world;
    expect(host.crashWorker(host.node(N0)!, id)).toBe(true);
    play(made, 10 * WORKER_LOST_MS);
    expect(invocation(made.world, id, N0).Status).toBe("InProgress");
    cancel(made.world, id);
    play(made, 10 * WORKER_LOST_MS);
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
  });
});
