/** A host's end of the channel, against a controller that says only what the test has it say. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { ControllerAddress } from "../../../src/io/agent-link/controller-address.ts";
import type { RequestSigner } from "../../../src/io/agent-link/sign-request.ts";
import { HostChannel } from "../../../src/io/host-channel/client.ts";

/** A channel that has joined, and the controller's end of it: pings stay unanswered there. */
async function joined() {
  const upgrader = new WebSocketServer({ noServer: true, autoPong: false });
  const sockets: WebSocket[] = [];
  const state = { isThere: true };
  const server = createServer().listen(0, "127.0.0.1");
  server.on("upgrade", (request, stream: Duplex, head: Buffer) => {
    stream.on("error", () => {});
    if (!state.isThere) {
      stream.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    upgrader.handleUpgrade(request, stream, head, (socket) => {
      sockets.push(socket);
      socket.send(JSON.stringify({ type: "welcome", epochMs: 0, wantsTrace: false }));
    });
  });
  await once(server, "listening");
  const warnings: unknown[] = [];
  const { port } = server.address() as AddressInfo;
  const nothing = () => undefined;
  const channel = new HostChannel({
    address: ControllerAddress.parse(`http://127.0.0.1:${port}`)!,
    signer: { sign: () => ({}) } as unknown as RequestSigner,
    hello: () => ({ type: "hello", host: "h", nodes: [] }),
    ...{ welcomed: nothing, requested: nothing, lost: nothing },
    log: { info: nothing, warn: (fields) => warnings.push(fields) },
  });
  onTestFinished(async () => {
    channel.close();
    for (const socket of sockets) socket.terminate();
    server.close();
    await once(server, "close");
  });
  expect(await channel.join(1_000)).toEqual({ type: "joined" });
  return { channel, sockets, state, warnings };
}

test("what was sent has been read when its own pong comes, and not at that of an earlier ping", async () => {
  const { channel, sockets } = await joined();
  const socket = sockets[0]!;
  const pings: Buffer[] = [];
  socket.on("ping", (payload) => pings.push(payload));
  const over: string[] = [];
  const first = channel.drained().then(() => over.push("first"));
  const second = channel.drained().then(() => over.push("second"));
  await vi.waitUntil(() => pings.length === 2);
  socket.pong("");
  socket.pong(pings[0]);
  await first;
  channel.send({ type: "nodeRemoved", node: "i-00000000000000001" });
  await once(socket, "message");
  expect(over).toEqual(["first"]);
  socket.pong(pings[1]);
  await second;
  // Of pings that come close together the last alone may be answered (RFC 6455, 5.5.3).
  const third = Promise.all([channel.drained(), channel.drained()]);
  await vi.waitUntil(() => pings.length === 4);
  socket.pong(pings[3]);
  await third;
});

test("a controller that has no host channel for a while is joined again", async () => {
  const { channel, sockets, state, warnings } = await joined();
  state.isThere = false;
  sockets[0]!.terminate();
  const reason = { reason: "no host channel is there" };
  await vi.waitUntil(() => warnings.length === 2);
  expect(warnings).toEqual([{}, reason]);
  state.isThere = true;
  await vi.waitUntil(() => channel.isJoined, 5_000);
  expect(sockets).toHaveLength(2);
  expect(warnings).toEqual([{}, reason]);
});
