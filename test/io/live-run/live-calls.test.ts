/** The client's calls of a live run: each ends, whatever becomes of its answer. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { LiveCalls } from "../../../src/io/live-run/live-calls.ts";

/** How one call ends with such a server; what was said of it, and how many are open then. */
async function endWith(serve: RequestListener) {
  const server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const said: string[] = [];
  const { port } = server.address() as AddressInfo;
  const calls = new LiveCalls({
    url: `http://127.0.0.1:${port}`,
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
