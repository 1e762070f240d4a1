import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { refuseBind } from "../../../src/io/server/bind-guard.ts";
import {
  NODE,
  OTHER_NODE,
  TestAgent,
  TestHost,
  call,
  hostNode,
  http,
  json,
} from "./with-service.ts";
import { reportHealth, sendCommand, traceOf, withService } from "./with-service.ts";

const POST = { method: "POST" };

test("health says that calls are served", async () => {
  await withService({}, async ({ url }) => {
    const answer = await http(`${url}/_fleetsim/health`);
    expect([answer.status, json(answer)]).toMatchObject([200, { status: "ok", store: "memory" }]);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["connection"]).toBe("keep-alive");
    const probe = await http(`${url}/_fleetsim/health`, { method: "HEAD" });
    expect([probe.status, probe.text]).toEqual([200, ""]);
  });
});

test("nodes are listed with how busy their hosts say they are", async () => {
  await withService({}, async ({ url }) => {
    await reportHealth({ url }, OTHER_NODE);
    const host = await TestHost.join(url, "h1", [NODE]);
    const listed = http(`${url}/_fleetsim/nodes`);
    await host.answer("listLoads", [{ id: NODE, running: 2, queued: 1 }]);
    expect(json(await listed)).toEqual([
      {
        ...{ id: OTHER_NODE, state: "Running", ping: "Online", profile: "", kind: "real-agent" },
        ...{ host: "", tags: {}, running: null, queued: null },
      },
      {
        ...{ id: NODE, state: "Running", ping: null, profile: "ideal", kind: "simulated" },
        ...{ host: "h1", tags: { role: "web" }, running: 2, queued: 1 },
      },
    ]);
  });
});

test("a node that nests too deep to be read is refused as any other", async () => {
  await withService({}, async ({ url }) => {
    const body = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const answer = await http(`${url}/_fleetsim/nodes`, { ...POST, body });
    expect([answer.status, json(answer)]).toMatchObject([400, { error: "ValidationException" }]);
    const health = await http(`${url}/_fleetsim/health`);
    expect(json(health)).toMatchObject({ defects: 0 });
  });
});

test("a node is added on the host with the fewest, and removed", async () => {
  await withService({}, async (service) => {
    const { url } = service;
    await TestHost.join(url, "h1", [NODE]);
    const host = await TestHost.join(url, "h2", []);
    const added = http(`${url}/_fleetsim/nodes`, { ...POST, body: '{"name":"a","count":1}' });
    await host.answer("addNodes", [hostNode(OTHER_NODE)]);
    expect([(await added).status, json(await added)]).toMatchObject([
      201,
      [{ id: OTHER_NODE, host: "h2" }],
    ]);
    const removed = http(`${url}/_fleetsim/nodes/${OTHER_NODE}`, { method: "DELETE" });
    await host.answer("removeNode", null);
    expect([(await removed).status, json(await removed)]).toMatchObject([200, { id: OTHER_NODE }]);
    expect(service.nodes().map(({ id }) => id)).toEqual([NODE]);
  });
});

test("an order goes to the node's host, and is answered with the node", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const stopped = http(`${url}/_fleetsim/nodes/${NODE}/stop`, POST);
    host.say({ type: "nodeStateChanged", node: NODE, state: "Stopping" });
    await host.answer("order", hostNode(NODE));
    expect([(await stopped).status, json(await stopped)]).toMatchObject([
      202,
      { id: NODE, state: "Stopping" },
    ]);
  });
});

test("what a host refuses is a 409 in the host's words", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const started = http(`${url}/_fleetsim/nodes/${NODE}/start`, POST);
    const message = await host.nextMessage();
    const request = "request" in message ? message.request : 0;
    const problem = { error: "WrongState", expected: "Stopped", found: "Terminated" };
    host.say({ type: "refusal", request, ...problem });
    expect([(await started).status, json(await started)]).toEqual([409, problem]);
  });
});

test.each([
  ["an unknown node", "POST", `nodes/${OTHER_NODE}/stop`, "", 404, "UnknownNode"],
  ["a node without a host", "POST", `nodes/${NODE}/stop`, "", 409, "NotDrivable"],
  ["an unknown order", "POST", `nodes/${NODE}/explode`, "", 404, "UnknownRoute"],
  ["an unknown route", "GET", "nothing", "", 404, "UnknownRoute"],
  ["another method", "PUT", "nodes", "", 405, "MethodNotAllowed"],
  ["a node that is no JSON", "POST", "nodes", "{", 400, "SerializationException"],
  ["a node with an unknown member", "POST", "nodes", '{"x":1}', 400, "ValidationException"],
  ["a node where no host is", "POST", "nodes", "{}", 409, "NoHost"],
  ["a node that exists", "POST", "nodes", `{"id":"${NODE}"}`, 409, "NodeExists"],
  ["a body that is too long", "POST", "nodes", "x".repeat(1_100_000), 413, "BodyTooLong"],
])("%s is answered with what was expected and found", async (...row) => {
  const [, method, path, body, status, error] = row;
  await withService({}, async (service) => {
    await reportHealth(service);
    const answer = await http(`${service.url}/_fleetsim/${path}`, { method, body });
    expect([answer.status, json(answer)]).toMatchObject([status, { error }]);
    expect(Object.keys(json(answer) as object)).toEqual(["error", "expected", "found"]);
    expect(answer.headers["allow"]).toBe(status === 405 ? "GET, POST" : undefined);
  });
});

test("processes are those of every host", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const entry = {
      ...{ node: NODE, command: "c", pid: 7, args: "sleep 600", escaped: true },
      ...{ startedAt: "2026-01-01T00:00:00.000Z", containment: "simulated" },
    };
    const listed = http(`${url}/_fleetsim/processes`);
    await host.answer("listProcesses", [entry]);
    expect(json(await listed)).toEqual([entry]);
  });
});

test("reset forgets commands and trace, and keeps what hosts carry", async () => {
  await withService({}, async (service) => {
    const { url } = service;
    const host = await TestHost.join(url, "h1", [NODE]);
    await reportHealth(service);
    await reportHealth(service, OTHER_NODE);
    const agent = await TestAgent.open(url);
    await sendCommand(service);
    const resetting = http(`${url}/_fleetsim/reset`, POST);
    await host.answer("reset", null);
    expect([(await resetting).status, json(await resetting)]).toEqual([200, {}]);
    expect(await agent.closed).toBe(1001);
    expect(json(await call(service, "ListCommands"))).toEqual({ Commands: [] });
    expect(service.nodes().map(({ id, ping }) => [id, ping])).toEqual([[NODE, null]]);
    const [first] = await traceOf(url);
    expect(first).toMatchObject({ event: "trace.dropped" });
  });
});

test("a reset welcomes every host again, when the slowest has answered and nodes are known", async () => {
  await withService({}, async (service) => {
    const { url } = service;
    const fast = await TestHost.join(url, "h1", [NODE]);
    const slow = await TestHost.join(url, "h2", [OTHER_NODE]);
    const resetting = http(`${url}/_fleetsim/reset`, POST);
    await fast.answer("reset", null);
    await fast.flushed();
    expect(fast.hasMessage).toBe(false);
    await slow.answer("reset", null);
    expect(await fast.nextMessage()).toMatchObject({ type: "welcome", wantsTrace: true });
    expect(await slow.nextMessage()).toMatchObject({ type: "welcome" });
    expect(service.nodes().map(({ id }) => id)).toEqual([NODE, OTHER_NODE]);
    expect((await resetting).status).toBe(200);
  });
});

test("the ring keeps the latest lines and owns up to the others", async () => {
  await withService({ trace: { ringLines: 4 } }, async (service) => {
    for (let calls = 0; calls < 5; calls += 1) await call(service, "ListCommands");
    const trace = await traceOf(service.url);
    expect(trace.map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9]);
    expect(trace[0]).toMatchObject({ event: "trace.dropped", count: 6 });
  });
});

test("a live reader that comes back goes on where it was", async () => {
  await withService({}, async (service) => {
    await call(service, "ListCommands");
    const first = await readStream(service.url, {}, 2);
    expect(first.ids).toEqual(["0", "1"]);
    await call(service, "ListCommands");
    const second = readStream(service.url, { "last-event-id": "1" }, 4);
    await call(service, "ListCommands");
    expect((await second).ids).toEqual(["2", "3", "4", "5"]);
  });
});

test("a Last-Event-ID that no stream gave is refused", async () => {
  await withService({}, async ({ url }) => {
    const headers = { accept: "text/event-stream", "last-event-id": "x" };
    expect((await http(`${url}/_fleetsim/trace`, { headers })).status).toBe(400);
  });
});

test.each([
  ["127.0.0.1", "real", false, true],
  ["0.0.0.0", "simulated", false, true],
  ["0.0.0.0", "real", true, true],
  ["0.0.0.0", "real", false, false],
] as const)("listening on %s with %s processes and auth %s is allowed: %s", (...row) => {
  const [host, processes, hasAuth, isAllowed] = row;
  expect(refuseBind({ host, processes, hasAuth }) === undefined).toBe(isAllowed);
});

/** Reads a live stream until it has seen so many events. */
async function readStream(url: string, headers: Readonly<Record<string, string>>, count: number) {
  const request = httpRequest(`${url}/_fleetsim/trace`, {
    headers: { accept: "text/event-stream", ...headers },
  });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  let ids: string[] = [];
  for await (const chunk of response) {
    text += (chunk as Buffer).toString();
    ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? "");
    if (ids.length >= count) break;
  }
  return { type: response.headers["content-type"], ids };
}
