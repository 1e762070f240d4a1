/**
 * The whole way of a cancel in virtual time with agents of the profile `ideal`: what becomes of it
 * by when it comes. cancel-path.test.ts has the same for the other profile.
 */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import { PROFILES } from "../../src/agent/profile.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import {
  call,
  cancel,
  facts,
  invocation,
  makeOnlineWorld,
  nodeId,
  send,
  untilStatus,
} from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);

function online(profile: ProfileName = "ideal", seed = "1"): TestWorld {
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, profile) };
  return makeOnlineWorld({ options, seed });
}

function play(made: TestWorld, ms: number): void {
  made.world.runUntil(made.world.nowMs + ms);
}

/** Sends a script and plays until its process has started. */
function startScript(made: TestWorld, script: string, executionTimeout = "3600"): string {
  const id = send(made.world, script, { InstanceIds: [N0], executionTimeout });
  made.world.runUntilTrue(() => startsOf(made, id) > 0, made.world.nowMs + 10_000);
  expect(startsOf(made, id)).toBe(1);
  return id;
}

function startsOf(made: TestWorld, id: string): number {
  return facts(made.events, "process.started").filter(({ command }) => command === id).length;
}

/** The final answers to the cancels, as far as the agent has sent them. */
function answers(made: TestWorld): unknown[] {
  return facts(made.events, "reply.sent")
    .filter((event) => event["topic"] === "aws.ssm.cancelCommand")
    .map((event) => event["status"])
    .filter((status) => status !== "InProgress");
}

function traceOutput(made: TestWorld, id: string): string | undefined {
  const answer = call<{ CommandInvocations: { TraceOutput: string }[] }>(
    made.world,
    "ListCommandInvocations",
    { CommandId: id, Details: true },
  );
  return answer.CommandInvocations[0]?.TraceOutput;
}

describe("a cancel of a running command", () => {
  test("lets a trap have its say, reaches a setsid child, and says Cancelled after both", () => {
    const made = online();
    const id = startScript(
      made,
      "trap 'sleep 2; echo bye; exit 9' TERM; echo on; setsid sleep 300 & sleep 300 & wait",
    );
    play(made, 1000);
    cancel(made.world, id);
    play(made, 1000);
    // The trap takes its two seconds: nothing is told before.
    expect(invocation(made.world, id, N0).Status).toBe("Cancelling");
    untilStatus(made.world, id, N0, "Cancelled");
    expect(invocation(made.world, id, N0)).toMatchObject({
      ResponseCode: 9,
      StandardOutputContent: "on\nbye\n",
    });
    expect(made.world.processes()).toEqual([]);
    play(made, 1000);
    expect(answers(made)).toEqual(["Success"]);
    expect(facts(made.events, "process.escaped")).toEqual([]);
  });

  test("sends SIGKILL graceMs later to what does not heed SIGTERM", () => {
    const made = online();
    const id = startScript(made, "trap '' TERM; echo on; while :; do sleep 1; done");
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Cancelled");
    const signals = facts(made.events, "process.signalled");
    expect(signals.map(({ signal }) => signal)).toEqual(["SIGTERM", "SIGKILL"]);
    expect(signals[1]!.atMs - signals[0]!.atMs).toBe(AMAZON_SSM_AGENT.graceMs);
    expect(invocation(made.world, id, N0).ResponseCode).toBe(137);
  });

  test("that has exited, of which its agent has not heard, is told as it ended", () => {
    const workerIpcMs = { minMs: 2000, maxMs: 2000 };
    const agent = withProfile({ ...AMAZON_SSM_AGENT, workerIpcMs }, "ideal");
    const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
    const id = startScript(made, "sleep 1; echo done");
    play(made, 2000);
    cancel(made.world, id);
    untilStatus(made.world, id, N0, "Success");
    play(made, 1000);
    const order = made.events.flatMap(({ event, cancels }) =>
      event === "process.exited" || event === "job.ended" || cancels === id ? [event] : [],
    );
    expect(order).toEqual(["process.exited", "frame.sent", "job.acked", "job.ended"]);
    expect(answers(made)).toEqual(["Failed"]);
    expect(facts(made.events, "process.signalled")).toEqual([]);
    expect(judgeTrace(PROPERTIES, made.events)).toEqual([]);
  });

  test("that is about to end is Cancelled or what it was by itself, and answered so", () => {
    const outcomes = new Set<string>();
    for (let beforeEndMs = -40; beforeEndMs <= 60; beforeEndMs += 5) {
      for (const seed of ["a", "b", "c", "d"]) {
        const made = online("ideal", seed);
        const id = startScript(made, "sleep 1; echo done");
        play(made, 1000 - beforeEndMs);
        cancel(made.world, id);
        play(made, 10_000);
        const { Status, ResponseCode } = invocation(made.world, id, N0);
        // One that comes when the controller knows of the end is not sent at all.
        outcomes.add(`${Status} ${ResponseCode}, answered ${answers(made).join()}`);
      }
    }
    expect([...outcomes].sort()).toEqual([
      // It had exited, but its worker had not heard of it when the cancel was acknowledged.
      "Cancelled 0, answered Success",
      "Cancelled 143, answered Success",
      "Success 0, answered ",
      "Success 0, answered Failed",
    ]);
  });
});

test("a cancel within the start of a command: Cancelled, code 1, and no process ever", () => {
  const made = online();
  const id = send(made.world, "echo never", { InstanceIds: [N0] });
  play(made, 60);
  expect(facts(made.events, "job.started")).toHaveLength(1);
  cancel(made.world, id);
  untilStatus(made.world, id, N0, "Cancelled");
  expect(invocation(made.world, id, N0).ResponseCode).toBe(1);
  play(made, 10_000);
  expect(startsOf(made, id)).toBe(0);
});

describe("a command that is cancelled while it waits", () => {
  /** Five commands run, the sixth waits and is cancelled; a minute later the agent starts anew. */
  function cancelWaiting(profile: ProfileName): { starts: number; status: string } {
    const made = online(profile, "queue");
    const blockers = Array.from({ length: 5 }, () => startScript(made, "sleep 600"));
    const id = send(made.world, "echo resurrected", {
      InstanceIds: [N0],
      TimeoutSeconds: 30,
      executionTimeout: "5",
    });
    play(made, 2000);
    cancel(made.world, id);
    play(made, 2000);
    const { Status } = invocation(made.world, id, N0);
    for (const blocker of blockers) cancel(made.world, blocker);
    play(made, 60_000);
    made.world.restartAgent(N0);
    play(made, 60_000);
    return { starts: startsOf(made, id), status: Status };
  }

  test("runs after the next start of the agent with amazon-ssm-agent, and never with ideal", () => {
    expect(PROFILES.map((profile) => [profile, cancelWaiting(profile)])).toEqual([
      ["amazon-ssm-agent", { starts: 1, status: "Cancelling" }],
      ["ideal", { starts: 0, status: "Cancelled" }],
    ]);
  });
});

describe("a command whose offer was lost with its link", () => {
  /** The offer is under way when the link breaks; the cancel goes over the next one. */
  function cancelLost(profile: ProfileName): TestWorld & { readonly id: string } {
    const made = online(profile);
    made.world.slow(N0, "toAgent", { minMs: 500, maxMs: 500 });
    const id = send(made.world, "echo never", { InstanceIds: [N0] });
    play(made, 100);
    made.world.cut(N0);
    made.world.slow(N0, "toAgent", undefined);
    cancel(made.world, id);
    made.world.heal(N0);
    play(made, 20_000);
    return { ...made, id };
  }

  test("is left to ExpiresAfter by amazon-ssm-agent, and ended by the answer of ideal", () => {
    const [real, ideal] = [cancelLost("amazon-ssm-agent"), cancelLost("ideal")];
    expect(invocation(real.world, real.id, N0).Status).toBe("Cancelling");
    expect(invocation(ideal.world, ideal.id, N0).Status).toBe("Cancelled");
    expect(answers(ideal)).toEqual(["Failed"]);
    expect(facts(ideal.events, "cancel.missed")).toMatchObject([{ remembered: true }]);
  });
});

test("a cancel while the link is down comes before anything that waited starts", () => {
  const made = online();
  const blockers = Array.from({ length: 5 }, () => startScript(made, "sleep 3"));
  const id = send(made.world, "echo never", { InstanceIds: [N0] });
  play(made, 100);
  made.world.cut(N0);
  play(made, 10_000);
  cancel(made.world, id);
  made.world.heal(N0);
  untilStatus(made.world, id, N0, "Cancelled");
  play(made, 60_000);
  expect(startsOf(made, id)).toBe(0);
  for (const one of blockers) expect(invocation(made.world, one, N0).Status).toBe("Success");
});

test("a node that goes down in mid-cancel reports Failed as soon as it is back, and why", () => {
  const made = online();
  const id = startScript(made, "trap '' TERM; sleep 3600");
  cancel(made.world, id);
  play(made, 1000);
  made.world.order(N0, "stop");
  play(made, 30_000);
  made.world.order(N0, "start");
  const orderedMs = made.world.nowMs;
  untilStatus(made.world, id, N0, "Failed");
  // Pending takes 10 s, the first channel less than one.
  expect(made.world.nowMs - orderedMs).toBeLessThan(11_000);
  expect(traceOutput(made, id)).toMatch(/^the document worker is gone without a result/);
  play(made, 1000);
  expect(answers(made).at(-1)).toBe("Failed");
});

test("a document worker that dies leaves nothing: Failed at once, its orphans are killed", () => {
  const made = online();
  const id = startScript(made, "setsid sleep 300 & sleep 300");
  made.world.host.crashWorker(made.world.host.node(N0)!, id);
  untilStatus(made.world, id, N0, "Failed");
  expect(made.world.nowMs).toBeLessThan(10_000);
  expect(made.world.processes()).toEqual([]);
});

test("the time limit ends a step as a cancel does, and says TimedOut", () => {
  const made = online();
  const id = startScript(made, "trap 'echo late; exit 4' TERM; echo on; sleep 300 & wait", "5");
  untilStatus(made.world, id, N0, "TimedOut");
  expect(invocation(made.world, id, N0)).toMatchObject({
    StatusDetails: "ExecutionTimedOut",
    ResponseCode: 4,
    StandardOutputContent: "on\nlate\n",
  });
});

test("twenty cancels at once are all taken", () => {
  const agent = { ...withProfile(AMAZON_SSM_AGENT, "ideal"), commandWorkers: 20 };
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
  const ids = Array.from({ length: 20 }, () => startScript(made, "sleep 600"));
  for (const id of ids) cancel(made.world, id);
  play(made, 5000);
  for (const id of ids) expect(invocation(made.world, id, N0).Status).toBe("Cancelled");
  expect(answers(made)).toEqual(ids.map(() => "Success"));
});
