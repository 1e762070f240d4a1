/** The client's calls of a live run: each ends, whatever becomes of its answer. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Cast } from "../../../src/scenario/run/cast.ts";
import { Client } from "../../../src/scenario/run/client.ts";
import { LiveCalls } from "../../../src/io/live-run/live-calls.ts";

/** The address of such a server. */
async function serverOf(serve: RequestListener): Promise<string> {
  const server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How one call ends with such a server; what was said of it, and how many are open then. */
async function endWith(serve: RequestListener) {
  const said: string[] = [];
  const calls = new LiveCalls({
    url: await serverOf(serve),
    failed: (operation, reason) => said.push(`${operation}: ${reason}`),
    over: () => said.push("over"),
  });
  onTestFinished(() => calls.close());
  const end = await new Promise<string>((resolve) => {
    calls.send({
      target: "AmazonSSM.ListCommands",
      body: "{}",
      timeoutMs: 3_000,
      answered: ({ status, body }) => resolve(`${status} ${body}`),
      failed: (error) => resolve(error.message),
    });
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { end, said, open: calls.count };
}

test("a call ends with its answer", async () => {
  const ended = await endWith((_request, response) => response.end("{}"));
  expect(ended).toEqual({ end: "200 {}", said: ["over"], open: 0 });
});

test.each<[string, RequestListener]>([
  ["is longer than any of ours", (_request, response) => response.end("x".repeat(17 << 20))],
  [
    "breaks off",
    (_request, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("{", () => response.destroy());
    },
  ],
])("one whose answer %s is lost", async (_what, serve) => {
  const { said, open } = await endWith(serve);
  expect({ said, open }).toEqual({ said: ["ListCommands: connection lost", "over"], open: 0 });
});

test("an answer of something else at the port is no crash, and its step says what it was", async () => {
  const url = await serverOf((_request, response) => {
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
  });
  const calls = new LiveCalls({ url, failed: () => undefined, over: () => undefined });
  onTestFinished(() => calls.close());
  const client = new Client(calls, new Cast([], []));
  const failure = await new Promise((resolve) => client.cancel("deploy", undefined, resolve));
  expect(failure).toMatchObject({ code: "UnreadableAnswer" });
  expect(JSON.stringify(failure)).toContain("found status 502 with <h1>Bad Gateway</h1>");
});
