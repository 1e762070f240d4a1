/**
 * Faults of API calls: what has happened, what the client is told, and what the trace says of both.
 */
import { ListCommandsCommand, SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { clientConfig } from "../../src/fleet/client-config.ts";
import { makeRequestHandler } from "../../src/fleet/request-handler.ts";
import { Time } from "../../src/fleet/time.ts";
import { call, facts, lines, makeOnlineWorld, nodeId } from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { TestClient } from "./client.ts";
import { plan } from "./plan.ts";

const NODE = nodeId(0);
const SEND = { operations: ["SendCommand"] };

function commandCount({ world }: TestWorld): number {
  return call<{ Commands: unknown[] }>(world, "ListCommands", {}).Commands.length;
}

/** What the trace says of calls, one phrase a line. */
function callLines({ events }: TestWorld): string[] {
  return events.flatMap((event) => {
    const { event: name, operation, code, did, reason } = event;
    if (name === "fault.fired") return [`fault ${String(event["fault"])}: ${String(did)}`];
    if (name.startsWith("call.")) {
      const parts = [operation, code, reason].filter((part) => typeof part === "string");
      return [[name, ...parts].join(" ")];
    }
    return name === "command.accepted" ? [name] : [];
  });
}

describe("a call of a client", () => {
  test.each([
    {
      fault: "throttling",
      answer: "400 ThrottlingException",
      count: 0,
      says: [
        "call.received SendCommand",
        "fault throttling: refuse",
        "call.answered SendCommand ThrottlingException",
      ],
    },
    {
      fault: "errorBefore",
      answer: "500 InternalServerError",
      count: 0,
      says: [
        "call.received SendCommand",
        "fault errorBefore: refuse",
        "call.answered SendCommand InternalServerError",
      ],
    },
    {
      fault: "errorAfter",
      answer: "500 InternalServerError",
      count: 1,
      says: [
        "call.received SendCommand",
        "fault errorAfter: spoil",
        "command.accepted",
        "call.answered SendCommand InternalServerError",
      ],
    },
    {
      fault: "lostAnswer",
      answer: "ECONNRESET",
      count: 1,
      says: [
        "call.received SendCommand",
        "fault lostAnswer: lose",
        "command.accepted",
        "call.answered SendCommand",
        "call.failed SendCommand connection lost",
      ],
    },
  ])("under $fault is answered $answer, and has left $count commands", (row) => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan(row.fault, {}, { scope: SEND }));
    const client = new TestClient(made.world);
    const startMs = made.world.nowMs;
    const got = client.send("echo hello", [NODE]);
    expect(got).toMatchObject({ answer: row.answer, atMs: startMs + 20 });
    expect(callLines(made)).toEqual(row.says);
    expect(commandCount(made)).toBe(row.count);
    // Other operations pass, and so do all when it is over.
    expect(client.call("ListCommands", {}).answer).toBe("200");
    made.world.faults.healAll();
    expect(client.send("echo hello", [NODE]).answer).toBe("200");
  });

  test("under slowAnswer has its effect at once, and is answered later", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("slowAnswer", ["2s", "4s"]));
    const startMs = made.world.nowMs;
    const { atMs, answer } = new TestClient(made.world).send("echo hello", [NODE]);
    expect(answer).toBe("200");
    expect(atMs - startMs).toBeGreaterThanOrEqual(2_020);
    expect(atMs - startMs).toBeLessThanOrEqual(4_020);
    expect(facts(made.events, "command.accepted")[0]?.atMs).toBe(startMs + 10);
    const [fired] = facts(made.events, "fault.fired");
    expect(fired).toMatchObject({ fault: "slowAnswer", did: "delay", operation: "SendCommand" });
    expect(atMs - startMs).toBe(20 + Number(fired?.["ms"]));
  });

  test("whose answer is slower than it waits fails by its timeout, and has had its effect", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("slowAnswer", "10s"));
    const client = new TestClient(made.world);
    expect(client.call("ListCommands", {}, 1_000).answer).toBe("ETIMEDOUT");
    expect(callLines(made).at(-1)).toBe("call.failed ListCommands timeout");
  });

  test("is delayed by one fault and spoiled by another", () => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan("slowAnswer", "1s"));
    made.world.faults.put(plan("errorAfter"));
    const startMs = made.world.nowMs;
    const got = new TestClient(made.world).send("echo hello", [NODE]);
    expect(got).toMatchObject({ answer: "500 InternalServerError", atMs: startMs + 1_020 });
  });

  test("the second of its kind alone, when the plan is for that", () => {
    const made = makeOnlineWorld();
    const where = { operation: "SendCommand" };
    made.world.faults.put(
      plan("errorAfter", {}, { on: { event: "call.received", where, count: 2 } }),
    );
    const client = new TestClient(made.world);
    const answers = [1, 2, 3].map(() => client.send("echo hello", [NODE]).answer);
    expect(answers).toEqual(["200", "500 InternalServerError", "200"]);
    expect(commandCount(made)).toBe(3);
  });

  test("is refused while the controller is away, and lost when it dies over it", () => {
    const made = makeOnlineWorld({ keepsRows: true });
    const { world } = made;
    const client = new TestClient(world);
    world.watchBoundaries(({ process }) =>
      process === "controller" ? { kind: "crash", restartMs: 5_000 } : undefined,
    );
    expect(client.send("echo hello", [NODE]).answer).toBe("ECONNRESET");
    world.watchBoundaries(undefined);
    expect(client.send("echo hello", [NODE]).answer).toBe("ECONNREFUSED");
    expect(callLines(made).filter((line) => line.startsWith("call.failed"))).toEqual([
      "call.failed SendCommand connection lost",
      "call.failed SendCommand connection refused",
    ]);
    world.runUntil(world.nowMs + 5_000);
    expect(client.call("ListCommands", {}).answer).toBe("200");
  });
});

describe("controllerRestart", () => {
  test("ends every channel; commands go on, and calls in between are refused", () => {
    const made = makeOnlineWorld({ count: 2, keepsRows: true });
    const { world, events, nodes } = made;
    const client = new TestClient(world);
    const { body } = client.send("sleep 30", nodes);
    const { CommandId } = (body as { Command: { CommandId: string } }).Command;
    world.runUntil(world.nowMs + 5_000);
    world.faults.put(plan("controllerRestart", "3s"));
    expect(client.call("ListCommands", {}).answer).toBe("ECONNREFUSED");
    const fired = facts(events, "fault.fired");
    expect(fired).toMatchObject([
      { fault: "controllerRestart", phase: "begin" },
      { fault: "crash", process: "controller" },
    ]);
    const closed = facts(events, "link.closed").filter(({ atMs }) => atMs === fired[0]?.atMs);
    expect(closed.map(({ node }) => node)).toEqual(nodes);
    world.runUntil(world.nowMs + 120_000);
    const { Commands } = call<{ Commands: object[] }>(world, "ListCommands", { CommandId });
    expect(Commands[0]).toMatchObject({ Status: "Success", CompletedCount: 2 });
  });
});

describe("an SDK's client", () => {
  function sdk({ world }: TestWorld, maxAttempts: number): SSMClient {
    const { calls } = new TestClient(world);
    const handler = makeRequestHandler(calls, new Time(world, calls));
    return new SSMClient({ ...clientConfig("us-east-1", handler), maxAttempts });
  }

  const send = new SendCommandCommand({
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [NODE],
    Parameters: { commands: ["echo hello"] },
  });

  test.each([
    ["throttling", { name: "ThrottlingException", message: "Rate exceeded" }],
    ["errorBefore", { name: "InternalServerError" }],
    ["errorAfter", { name: "InternalServerError" }],
    ["lostAnswer", { code: "ECONNRESET" }],
  ])("sees %s as %o", async (fault, error) => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan(fault));
    await expect(sdk(made, 1).send(send)).rejects.toMatchObject(error);
  });

  test.each([
    ["lostAnswer", 2],
    ["errorAfter", 2],
    ["errorBefore", 1],
    ["throttling", 1],
  ])("that may tries again after %s: %i commands", async (fault, count) => {
    const made = makeOnlineWorld();
    made.world.faults.put(plan(fault, {}, { times: 1 }));
    const client = sdk(made, 2);
    expect((await client.send(send)).Command?.Status).toBe("Pending");
    expect((await client.send(new ListCommandsCommand({}))).Commands).toHaveLength(count);
  });
});

test("equal seeds give equal traces under chances, and another seed another one", () => {
  const play = (seed: string) => {
    const made = makeOnlineWorld({ seed, keepsRows: true });
    const chance = { numerator: 1, denominator: 2 };
    for (const fault of ["throttling", "errorAfter", "lostAnswer"]) {
      made.world.faults.put(plan(fault, {}, { chance }));
    }
    made.world.faults.put(plan("slowAnswer", ["1ms", "9s"], { chance }));
    const client = new TestClient(made.world);
    for (let count = 0; count < 20; count += 1) client.send("sleep 1", [NODE]);
    return lines(made.events);
  };
  expect(play("1")).toBe(play("1"));
  expect(play("2")).not.toBe(play("1"));
});

test("a clone has the same faults to come", () => {
  const made = makeOnlineWorld();
  const chance = { numerator: 1, denominator: 2 };
  made.world.faults.put(plan("throttling", {}, { chance }));
  const client = new TestClient(made.world);
  client.send("echo hello", [NODE]);
  const twin = new TestClient(made.world.clone());
  const answers = (one: TestClient) =>
    Array.from({ length: 20 }, () => one.call("ListCommands", {}).answer);
  const expected = answers(client);
  expect(new Set(expected).size).toBe(2);
  expect(answers(twin)).toEqual(expected);
});
