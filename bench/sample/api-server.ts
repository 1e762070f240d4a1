/**
 * A server to be measured, in a process of its own: `bare`, `open`, `signed` or `durable`.
 *
 * It tells its parent its port, and on every message the CPU time of its main thread so far. The
 * service is as users get it, its trace ring included.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { startService } from "../../src/io/live-service.ts";
import { cpuSeconds } from "../cpu.ts";
import { BENCH_KEY } from "../api-requests.ts";

const kind = process.argv[2] ?? "bare";
const port = kind === "bare" ? await startBare() : await startOurs();
process.send?.({ port });
process.on("message", () => process.send?.({ cpuSeconds: cpuSeconds() }));
process.on("disconnect", () => process.exit(0));

/** What the others are held against: reads a body as JSON and answers it as JSON. */
async function startBare(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const body = JSON.stringify(value);
      response.writeHead(200, {
        "Content-Type": "application/x-amz-json-1.1",
        "Content-Length": Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function startOurs(): Promise<number> {
  const directory = kind === "durable" ? mkdtempSync(join(tmpdir(), "fleetsim-bench-")) : undefined;
  if (directory !== undefined) {
    process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  }
  const service = await startService({
    seed: "42",
    log: pino({ level: "silent" }),
    ...(kind === "signed" && { auth: { keys: [BENCH_KEY] } }),
    ...(directory !== undefined && { dataDirectory: directory }),
  });
  return service.port;
}
