/**
 * The admin routes of faults: words of a scenario file in, numbers out, and every refusal.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quickNode } from "../host/fixture.ts";
import {
  TestHost,
  http,
  json,
  withService,
  NODE as TEST_NODE,
  reportHealth,
} from "../server/with-service.ts";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";

const OTHER = quickNode(2, { tags: { Name: "web2" } });
const NODES = [quickNode(1, { tags: { Name: "web1" } }), OTHER];

interface Listed {
  readonly number: number;
  readonly name: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly isOn: boolean;
  readonly isOver: boolean;
  readonly fired: number;
}

async function post(url: string, words: unknown): Promise<{ status: number; value: unknown }> {
  const body = typeof words === "string" ? words : JSON.stringify(words);
  const answer = await http(`${url}/_fleetsim/faults`, { method: "POST", body });
  return { status: answer.status, value: json(answer) };
}

async function list(url: string): Promise<readonly Listed[]> {
  return json(await http(`${url}/_fleetsim/faults`)) as Listed[];
}

describe("a fault by the admin API", () => {
  test("is put, acts, is listed and ends", async () => {
    const fleet = await liveFleet({ nodes: NODES });
    const { url } = fleet.service;
    const put = await post(url, { drop: {}, link: "web1", message: "agent_job", times: 1 });
    expect(put).toEqual({
      status: 201,
      value: {
        ...{ number: 1, name: "drop", isOn: true, isOver: false, fired: 0 },
        fault: { drop: {}, nodes: [NODE], messages: ["agent_job"], times: 1 },
      },
    });
    const command = await send(fleet, "true", OTHER.id);
    await fleet.until("an end", reached(command, "Success"));
    expect(await list(url)).toMatchObject([{ fired: 0, isOn: true }]);
    await send(fleet, "true", NODE);
    await fleet.until("a loss", isEvent("frame.dropped", { node: NODE }));
    expect(await list(url)).toMatchObject([{ fired: 1, isOn: false, isOver: true }]);
  });

  test("names nodes by id, by name, or by the group of the names", async () => {
    const { service } = await liveFleet({ nodes: NODES });
    for (const nodes of [[NODE, OTHER.id], ["web1", "web2"], "web"]) {
      const { value } = await post(service.url, { partition: {}, nodes, from: "1h" });
      expect(value).toMatchObject({ fault: { nodes: [NODE, OTHER.id] }, isOn: false });
    }
    const { value } = await post(service.url, {
      ...{ reset: {}, node: "*", times: 2 },
      on: { event: "process.started", node: "web2" },
    });
    expect(value).toMatchObject({ fault: { on: { node: OTHER.id } } });
    expect(value).not.toHaveProperty("fault.nodes");
  });

  test("ends by its number, or with all others", async () => {
    const fleet = await liveFleet();
    const { url } = fleet.service;
    await post(url, { partition: {} });
    await post(url, { delay: "1h" });
    await fleet.until("the end of the channel", isEvent("link.closed"));
    const one = await http(`${url}/_fleetsim/faults/1`, { method: "DELETE" });
    expect([one.status, json(one)]).toMatchObject([200, { number: 1, isOver: true }]);
    const none = await http(`${url}/_fleetsim/faults/3`, { method: "DELETE" });
    expect([none.status, json(none)]).toMatchObject([404, { error: "UnknownFault", found: "3" }]);
    const all = await http(`${url}/_fleetsim/faults`, { method: "DELETE" });
    expect([all.status, json(all)]).toMatchObject([200, [{ isOver: true }, { isOver: true }]]);
    await fleet.until("another channel", isEvent("link.opened"));
  });

  test("ends with a reset", async () => {
    const { service } = await liveFleet();
    await post(service.url, { partition: {} });
    await http(`${service.url}/_fleetsim/reset`, { method: "POST" });
    expect(await list(service.url)).toMatchObject([{ isOver: true }]);
  });
});

/** What was found, with the word that it may be meant for. */
const NEAR = (word: string): unknown =>
  expect.stringMatching(new RegExp(`^"${word}" \\(the nearest is [\\w-]+\\)$`));

describe("a fault that can't be put", () => {
  test.each([
    ["no JSON", "{", 400, { error: "SerializationException" }],
    ["no object", "[]", 400, { error: "ValidationException" }],
    ["no fault", {}, 400, { expected: "the name of one fault with what it takes" }],
    ["two faults", { drop: {}, hold: {} }, 400, { found: "drop and hold" }],
    ["an unknown word", { drop: {}, wen: "1s" }, 400, { found: NEAR("wen") }],
    ["an unknown fault", { dropp: {} }, 400, { found: '"dropp" (the nearest is drop)' }],
    ["a wrong duration", { delay: "soon" }, 400, { found: '"soon"' }],
    [
      "a place that it has not",
      { drop: {}, operation: "SendCommand" },
      400,
      { found: "operation" },
    ],
    ["an end before its begin", { drop: {}, from: "2s", until: "1s" }, 400, { found: '"1s"' }],
    [
      "an unknown node",
      { drop: {}, node: "web9" },
      409,
      { error: "UnknownName", found: NEAR("web9") },
    ],
    ["an unknown command", { drop: {}, command: "c" }, 409, { error: "UnknownName" }],
    ["an event of an unknown node", { drop: {}, on: { event: "link.opened", node: "x" } }, 409, {}],
    ["what no live fleet has", { twoAgents: {} }, 409, { error: "NotLive" }],
  ])("%s", async (_what, words, status, problem) => {
    const { service } = await liveFleet();
    const answer = await post(service.url, words);
    expect(answer).toMatchObject({ status, value: problem });
    expect(Object.keys(answer.value as object)).toEqual(["error", "expected", "found"]);
    expect(await list(service.url)).toEqual([]);
  });

  test("on a node without a host, or on a host of an older version", async () => {
    await withService({}, async ({ url }) => {
      await reportHealth({ url });
      const stop = { nodeStop: {}, node: TEST_NODE };
      expect(await post(url, stop)).toMatchObject({
        status: 409,
        value: { error: "NotDrivable", found: `${TEST_NODE} without a host` },
      });
      const host = await TestHost.join(url, "old", [TEST_NODE]);
      expect(await post(url, stop)).toMatchObject({ status: 409, value: { error: "NotLive" } });
      expect(await post(url, { partition: {}, node: TEST_NODE })).toMatchObject({ status: 201 });
      host.socket.terminate();
    });
  });

  test("past the bound on plans", async () => {
    await withService({}, async ({ url, faults }) => {
      for (let each = 0; each < 1_000; each += 1) faults.put(plan("drop", {}, { fromMs: 1 }));
      expect(await post(url, { drop: {} })).toMatchObject({
        status: 409,
        value: { error: "TooManyFaults" },
      });
    });
  });

  test("without the right to it", async () => {
    const auth = { keys: [{ id: "k", secret: "s" }], adminToken: "t" };
    await withService({ auth }, async ({ url }) => {
      for (const method of ["GET", "POST", "DELETE"]) {
        expect((await http(`${url}/_fleetsim/faults`, { method })).status).toBe(403);
      }
      const headers = { authorization: "Bearer t" };
      expect((await http(`${url}/_fleetsim/faults`, { headers })).status).toBe(200);
    });
  });

  test("whatever its body is, it is answered, and nothing is put", async () => {
    const seed = Number(process.env["FUZZ_SEED"] ?? 1);
    await withService({}, async ({ url }) => {
      const words = fc.dictionary(
        fc.constantFrom(
          "drop",
          "delay",
          "on",
          "nodes",
          "from",
          "for",
          "times",
          "chance",
          "__proto__",
        ),
        fc.oneof(fc.jsonValue(), fc.constantFrom("1s", "*", "1/0", {}, [], { event: "x" })),
      );
      const deep = fc.constant(`${'{"drop":'.repeat(5_000)}1${"}".repeat(5_000)}`);
      const body = fc.oneof(
        deep,
        fc.string(),
        fc.json(),
        words.map((value) => JSON.stringify(value)),
      );
      await fc.assert(
        fc.asyncProperty(body, async (text) => {
          const { status, value } = await post(url, text);
          expect([201, 400, 409]).toContain(status);
          if (status === 201) return;
          const { error, expected, found } = value as Record<string, unknown>;
          expect([typeof error, typeof expected, typeof found]).toEqual(Array(3).fill("string"));
        }),
        { numRuns: 300, seed },
      );
      const health = json(await http(`${url}/_fleetsim/health`));
      expect(health).toMatchObject({ defects: 0 });
    });
  });
});
