/**
 * How many API calls a CPU second serves, beside a bare node:http server that echoes JSON.
 *
 * All servers get the same bytes, signed as an SDK signs them, in turns; only the CPU time of each
 * server's main thread counts. `node bench/api.ts` runs this alone.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { signedCall } from "./api-requests.ts";
import { load } from "./http-load.ts";
import { tableText } from "./row.ts";
import type { Row } from "./row.ts";

const ROUNDS = 7;
const CALLS_PER_ROUND = 4_000;
const CONNECTIONS = 16;
/** Connections of the durable row: the more wait together, the more share a sync. */
const DURABLE_CONNECTIONS = 64;
const NODE = "i-0123456789abcdef0";
const SEND = {
  DocumentName: "AWS-RunShellScript",
  InstanceIds: [NODE],
  Parameters: { commands: ["sleep 60"] },
};

interface Candidate {
  readonly child: ChildProcess;
  readonly port: number;
  readonly requests: readonly Buffer[];
  /** CPU microseconds of one call, a round each. */
  readonly costs: number[];
}

export async function apiRows(): Promise<Row[]> {
  const candidates = {
    bare: await start("bare"),
    open: await start("open"),
    signed: await start("signed"),
  };
  // The first round only warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const candidate of Object.values(candidates)) {
      const cost = await measure(candidate);
      if (round > 0) candidate.costs.push(cost);
    }
  }
  const bare = median(candidates.bare.costs);
  const row = (name: string, { costs }: Candidate, atLeast: number): Row => ({
    name,
    value: (100 * bare) / median(costs),
    unit: "%",
    goal: { atLeast },
    note: `${median(costs).toFixed(1)} us a call, bare ${bare.toFixed(1)} us`,
  });
  const rows = [
    row("API calls per CPU second against a bare JSON echo", candidates.open, 50),
    row("the same with SigV4 verified", candidates.signed, 30),
  ];
  for (const { child } of Object.values(candidates)) child.disconnect();
  return [...rows, await durableRow()];
}

/** A server with one node and one command, and the calls that clients repeat most. */
async function start(kind: string): Promise<Candidate> {
  const path = fileURLToPath(new URL("./sample/api-server.ts", import.meta.url));
  const child = fork(path, [kind], { env: { ...process.env, NODE_ENV: "production" } });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const one = async (operation: string, input: unknown): Promise<string> => {
    const requests = [await signedCall(port, operation, input)];
    return load({ port, requests, calls: 1, connections: 1 });
  };
  const health = { InstanceId: NODE, AgentVersion: "3.3.0.0", PlatformType: "Linux" };
  await one("UpdateInstanceInformation", health);
  const sent = JSON.parse(await one("SendCommand", SEND)) as { Command?: { CommandId: string } };
  const CommandId = sent.Command?.CommandId ?? "11111111-2222-4333-8444-555555555555";
  await one("CancelCommand", { CommandId });
  const requests = [
    await signedCall(port, "GetCommandInvocation", { CommandId, InstanceId: NODE }),
    await signedCall(port, "ListCommands", { CommandId }),
    await signedCall(port, "CancelCommand", { CommandId }),
  ];
  return { child, port, requests, costs: [] };
}

async function measure({ child, port, requests }: Candidate): Promise<number> {
  const before = await cpuOf(child);
  await load({ port, requests, calls: CALLS_PER_ROUND, connections: CONNECTIONS });
  return ((await cpuOf(child)) - before) * (1e6 / CALLS_PER_ROUND);
}

async function durableRow(): Promise<Row> {
  const { child, port } = await start("durable");
  const requests = [await signedCall(port, "SendCommand", SEND)];
  const before = await cpuOf(child);
  const startedMs = performance.now();
  await load({ port, requests, calls: CALLS_PER_ROUND, connections: DURABLE_CONNECTIONS });
  const seconds = (performance.now() - startedMs) / 1000;
  const cpu = (await cpuOf(child)) - before;
  child.disconnect();
  return {
    name: `durable SendCommand, ${DURABLE_CONNECTIONS} clients`,
    value: CALLS_PER_ROUND / seconds,
    unit: "a second",
    note: `${Math.round(CALLS_PER_ROUND / cpu)} a CPU second`,
  };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [{ cpuSeconds }] = (await once(child, "message")) as [{ cpuSeconds: number }];
  return cpuSeconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(tableText(await apiRows()));
