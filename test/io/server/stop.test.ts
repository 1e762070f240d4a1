import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../../src/io/live-service.ts";
import { NODE, SILENT, TestAgent, TestHost, TestSocket, call, channelUrl } from "./with-service.ts";
import { reportHealth, sendCommand, traceOf, withService } from "./with-service.ts";

test("stop closes every socket, twice does no harm, and no handle stays open", async () => {
  const dataDirectory = await temporaryDirectory();
  const service = await startService({ seed: "1", log: SILENT, dataDirectory });
  await reportHealth(service);
  const host = await TestHost.join(service.url, "h1", [NODE]);
  const agent = await TestAgent.open(service.url);
  const unopened = new TestSocket(channelUrl(service.url));
  await once(unopened.socket, "open");
  const reader = httpRequest(`${service.url}/_fleetsim/trace`, {
    headers: { accept: "text/event-stream" },
  }).end();
  const [stream] = (await once(reader, "response")) as [IncomingMessage];
  const streamEnded = once(stream.resume(), "end");
  const half = httpRequest(service.url, { method: "POST", headers: { "content-length": "9" } });
  const halfEnded = new Promise((resolve) => half.on("error", resolve));
  half.write("{");
  await sendCommand(service);
  await Promise.all([service.stop(), service.stop()]);
  expect(await Promise.all([host.closed, agent.closed, unopened.closed])).toEqual([
    1001, 1001, 1001,
  ]);
  await Promise.all([streamEnded, halfEnded]);
  // The clients' own ends close on the next turns.
  while (openSockets() > 0) await new Promise(setImmediate);
  await withService({ dataDirectory }, (next) => {
    expect(next.nodes()).toHaveLength(1);
    return Promise.resolve();
  });
});

test("the trace's file has a header and every line, whole, once the service has stopped", async () => {
  const file = join(await temporaryDirectory(), "trace.jsonl");
  let kept: unknown[] = [];
  await withService({ trace: { file } }, async (service) => {
    for (let calls = 0; calls < 50; calls += 1) await call(service, "ListCommands");
    kept = await traceOf(service.url);
  });
  const [header, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(JSON.parse(header ?? "")).toMatchObject({ v: 1, seed: "1" });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(kept);
});

test("a trace's file that can't be written harms nobody", async () => {
  const file = join(await temporaryDirectory(), "no", "such", "directory");
  await withService({ trace: { file } }, async (service) => {
    expect((await call(service, "ListCommands")).status).toBe(200);
    expect((await call(service, "ListCommands")).status).toBe(200);
  });
});

test("a service without a trace keeps none and tells hosts so", async () => {
  await withService({ trace: { ringLines: 0 } }, async (service) => {
    await call(service, "ListCommands");
    expect(await traceOf(service.url)).toEqual([]);
    const host = new TestHost(`${service.url}/_fleetsim/host`);
    await once(host.socket, "open");
    host.say({ type: "hello", host: "h1", nodes: [] });
    expect(await host.nextMessage()).toMatchObject({ wantsTrace: false });
  });
});

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "fleetsim-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
