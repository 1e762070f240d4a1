/**
 * Deadlines of sockets, by a clock that the test moves; sockets themselves stay real.
 */
import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HOST_REQUEST_MS } from "../../../src/io/host-channel/protocol.ts";
import { TOKEN_MS } from "../../../src/io/server/channel-token.ts";
import { OPENING_MS, SILENCE_MS, SWEEP_MS } from "../../../src/io/server/socket-bounds.ts";
import { NODE, OTHER_NODE, TestAgent, TestHost, TestSocket, channelUrl } from "./with-service.ts";
import { createChannel, http, json, opening, reportHealth, withService } from "./with-service.ts";

beforeEach(() => {
  const timers = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
  vi.useFakeTimers({ toFake: ["performance", ...timers] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("an agent that falls silent is cut off, and one that pings is not", async () => {
  await withService({}, async ({ url }) => {
    const silent = await TestAgent.open(url);
    const pinging = await TestAgent.open(url, OTHER_NODE);
    vi.advanceTimersByTime(SILENCE_MS - SWEEP_MS);
    await pinging.flushed();
    vi.advanceTimersByTime(2 * SWEEP_MS);
    expect(await silent.closed).toBe(1006);
    await pinging.flushed();
  });
});

test("a host that falls silent is cut off, and one that answers pings is not", async () => {
  await withService({}, async (service) => {
    const silent = new TestHost(`${service.url}/_fleetsim/host`, { autoPong: false });
    await once(silent.socket, "open");
    silent.say({ type: "hello", host: "h1", nodes: [] });
    await silent.nextMessage();
    const answering = await TestHost.join(service.url, "h2", []);
    vi.advanceTimersByTime(SILENCE_MS - SWEEP_MS);
    await answering.flushed();
    vi.advanceTimersByTime(2 * SWEEP_MS);
    expect(await silent.closed).toBe(1006);
    await answering.flushed();
  });
});

test.each([
  ["an agent's", (url: string) => channelUrl(url)],
  ["a host's", (url: string) => `${url}/_fleetsim/host`],
])("%s socket that does not say who it is gets closed", async (_name, path) => {
  await withService({}, async ({ url }) => {
    await reportHealth({ url });
    const socket = new TestSocket(path(url));
    await once(socket.socket, "open");
    await socket.flushed();
    vi.advanceTimersByTime(OPENING_MS);
    expect(await socket.closed).toBe(1008);
  });
});

test("a token that was kept for too long opens nothing", async () => {
  await withService({}, async ({ url }) => {
    const token = await createChannel(url);
    vi.advanceTimersByTime(TOKEN_MS);
    const socket = new TestSocket(channelUrl(url));
    await once(socket.socket, "open");
    socket.socket.send(opening(token));
    expect(await socket.closed).toBe(1008);
  });
});

test("a host that does not answer makes its request fail, and a late answer changes nothing", async () => {
  await withService({}, async ({ url }) => {
    const host = await TestHost.join(url, "h1", [NODE]);
    const order = http(`${url}/_fleetsim/nodes/${NODE}/stop`, { method: "POST" });
    const message = await host.nextMessage();
    vi.advanceTimersByTime(HOST_REQUEST_MS);
    expect([(await order).status, json(await order)]).toMatchObject([
      504,
      { error: "HostTimeout" },
    ]);
    host.say({ type: "answer", request: "request" in message ? message.request : 0, result: null });
    await host.flushed();
  });
});
