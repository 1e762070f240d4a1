import { once } from "node:events";
import { expect, test } from "vitest";
import type { LiveService } from "../../../src/io/live-service.ts";
import {
  NODE,
  OTHER_NODE,
  TestAgent,
  TestHost,
  hello,
  hostNode,
  http,
  json,
} from "./with-service.ts";
import { traceOf, withService } from "./with-service.ts";

test("a host's hello makes its nodes known, and is welcomed with the service's time 0", async () => {
  await withService({}, async (service) => {
    const host = new TestHost(`${service.url}/_fleetsim/host`);
    await once(host.socket, "open");
    host.say(hello("h1", [NODE, OTHER_NODE]));
    const welcome = await host.nextMessage();
    expect(welcome).toMatchObject({ type: "welcome", wantsTrace: true });
    const node = { state: "Running", host: "h1", profile: "ideal", tags: { role: "web" } };
    expect(service.nodes()).toMatchObject([
      { id: NODE, ...node },
      { id: OTHER_NODE, ...node },
    ]);
  });
});

test.each([
  ["a second host of the same name", "h1", OTHER_NODE],
  ["a second host that carries a node of the first", "h2", NODE],
])("%s is refused, and the first stays", async (_name, name, node) => {
  await withService({}, async (service) => {
    const first = await TestHost.join(service.url, "h1", [NODE]);
    const second = new TestHost(`${service.url}/_fleetsim/host`);
    await once(second.socket, "open");
    second.say(hello(name, [node]));
    expect(await second.closed).toBe(4409);
    await first.flushed();
    expect(service.nodes().map(({ id, host }) => [id, host])).toEqual([[NODE, "h1"]]);
  });
});

test("a host may come back under its name once its channel is closed", async () => {
  await withService({}, async (service) => {
    const first = await TestHost.join(service.url, "h1", [NODE]);
    const left = heard(service, "host.left");
    first.socket.terminate();
    await left;
    await TestHost.join(service.url, "h1", [NODE]);
  });
});

test.each([
  ["no JSON", "{"],
  ["an unknown type", '{"type":"other"}'],
  ["a node with no node's id", JSON.stringify(hello("h1", ["x"]))],
  ["a word before the hello", JSON.stringify({ type: "nodeRemoved", node: NODE })],
  ["a binary message", Buffer.from("{}")],
])("%s closes the host's channel and nothing else", async (_name, message) => {
  await withService({}, async (service) => {
    const other = await TestHost.join(service.url, "h0", [OTHER_NODE]);
    const host = new TestHost(`${service.url}/_fleetsim/host`);
    await once(host.socket, "open");
    host.socket.send(message);
    expect(await host.closed).toBe(1008);
    await other.flushed();
    expect(service.nodes().map(({ id }) => id)).toEqual([OTHER_NODE]);
  });
});

test("a second hello closes the channel", async () => {
  await withService({}, async (service) => {
    const host = await TestHost.join(service.url, "h1", [NODE]);
    host.say(hello("h1", [NODE]));
    expect(await host.closed).toBe(1008);
  });
});

test("a node's life is followed: added, another state, removed", async () => {
  await withService({}, async (service) => {
    const host = await TestHost.join(service.url, "h1", [NODE]);
    const agent = await TestAgent.open(service.url);
    host.say({ type: "nodesAdded", nodes: [hostNode(OTHER_NODE)] });
    host.say({ type: "nodeStateChanged", node: OTHER_NODE, state: "Stopping" });
    await host.flushed();
    expect(service.nodes().map(({ id, state }) => [id, state])).toEqual([
      [NODE, "Running"],
      [OTHER_NODE, "Stopping"],
    ]);
    host.say({ type: "nodeRemoved", node: NODE });
    expect(await agent.closed).toBe(4000);
    expect(service.nodes().map(({ id }) => id)).toEqual([OTHER_NODE]);
  });
});

test("a host's trace joins the service's, in the order in which it comes", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const line = { source: "agent", event: "agent.started", node: NODE, boot: 1 };
    host.say({
      type: "trace",
      events: [
        { seq: 77, atMs: 5, ...line },
        { atMs: 6, source: "elsewhere", event: "agent.started" },
        { atMs: 7, source: "agent", event: "no.event" },
      ],
    });
    await host.flushed();
    const trace = await traceOf(url);
    expect(trace.at(-1)).toEqual({ seq: trace.length - 1, atMs: 5, ...line });
  });
});

test.each([
  ["nests", `"pids":${"[".repeat(50_000)}${"]".repeat(50_000)}`],
  ["holds an object", '"to":{"toString":1}'],
  ["has a command that is no text", '"command":{}'],
])("a line of a host's trace that %s is passed over", async (_name, detail) => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const line = '"atMs":1,"source":"agent","event":"status.changed"';
    host.socket.send(`{"type":"trace","events":[{${line},${detail}}]}`);
    await host.flushed();
    const events = (await traceOf(url)).map(({ event }) => event);
    expect(events).toContain("host.joined");
    expect(events).not.toContain("status.changed");
  });
});

test("a node with more tags than AWS allows is refused", async () => {
  await withService({}, async ({ url }) => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""]));
    const host = await TestHost.join(url, "h1", []);
    host.say({ type: "nodesAdded", nodes: [{ ...hostNode(NODE), tags }] });
    expect(await host.closed).toBe(1008);
  });
});

test("a request to a host that goes away fails and says so", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const order = http(`${url}/_fleetsim/nodes/${NODE}/stop`, { method: "POST" });
    expect(await host.nextMessage()).toMatchObject({ type: "order", node: NODE, order: "stop" });
    host.socket.terminate();
    const answer = await order;
    expect([answer.status, json(answer)]).toMatchObject([503, { error: "HostLost" }]);
  });
});

function heard(service: LiveService, event: string): Promise<void> {
  return new Promise((resolve) => {
    const ignore = service.onStatus((fact) => {
      if (fact.event !== event) return;
      ignore();
      resolve();
    });
  });
}
