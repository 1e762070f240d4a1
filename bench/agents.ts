/**
 * `node bench/agents.ts [COUNT]`: agents on real WebSockets, 10,000 unless told otherwise.
 *
 * Two processes, as in life: the service here, the host with its agents in a child. Measured are
 * the time until every agent is Online, the memory of one (in its host, and of its connection in
 * the service), and how a cancel reaches all of them. The trace's ring is on, as by default.
 * These numbers are absolute: what else the machine does shows in them, so CPU times stand beside,
 * and the machine's load.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { on, once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { pino } from "pino";
import { startHost } from "../src/io/live-host.ts";
import { startService } from "../src/io/live-service.ts";
import type { LiveService } from "../src/io/live-service.ts";
import { LIVE_DEFAULTS } from "../src/world/fleet-options.ts";
import { tableText } from "./row.ts";
import type { Row } from "./row.ts";

const COUNT_DEFAULT = 10_000;
const SEED = "42";
const log = pino({ level: "warn" }, pino.destination(2));
const [first = String(COUNT_DEFAULT), url] = process.argv.slice(2);
const count = Number(first);

if (url === undefined) await runService();
else await runHost(url);

/** What the host's process says when all of its agents are online. */
interface HostReport {
  readonly onlineMs: number;
  readonly cpuMs: number;
  readonly agentBytes: number;
}

async function runService(): Promise<void> {
  console.log(`load ${loadavg()[0]?.toFixed(1) ?? "?"} on ${availableParallelism()} processors`);
  const service = await startService({ seed: SEED, log });
  const before = memoryNow();
  const host = fork(import.meta.filename, [String(count), service.url], {
    execArgv: ["--expose-gc"],
  });
  const [report] = (await once(host, "message")) as [HostReport];
  const startedMs = process.cpuUsage();
  const bytes = (memoryNow() - before) / count;
  const rows = [...onlineRows(report, bytes, startedMs), ...(await cancelRows(service, host))];
  console.log(tableText(rows));
  await end(host);
  await service.stop();
}

function onlineRows(report: HostReport, bytes: number, cpu: NodeJS.CpuUsage): Row[] {
  const serviceCpuMs = (cpu.user + cpu.system) / 1_000;
  return [
    {
      name: `${count} agents Online`,
      value: report.onlineMs / 1_000,
      unit: "s",
      goal: { atMost: 20 },
      note: `CPU: host ${seconds(report.cpuMs)}, service ${seconds(serviceCpuMs)}`,
    },
    {
      name: "memory of an agent in its host",
      value: report.agentBytes / 1_024,
      unit: "KB",
      goal: { atMost: 40 },
      note: "RSS after a collection",
    },
    { name: "memory of its node and channel in the service", value: bytes / 1_024, unit: "KB" },
  ];
}

/** Runs a command everywhere, cancels it, and times the acks as the service receives them. */
async function cancelRows(service: LiveService, host: ChildProcess): Promise<Row[]> {
  const begun = heard(service, (event) => event["documentStatus"] === "InProgress", count);
  const sent = (await call(service, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Targets: [{ Key: "tag:role", Values: ["bench"] }],
    MaxConcurrency: "100%",
    Parameters: { commands: ["sleep 86400"] },
  })) as { Command: { CommandId: string } };
  await begun;
  const before = process.cpuUsage();
  const hostBeforeMs = await askCpu(host);
  const startMs = performance.now();
  const ends = heard(service, (event) => event["documentStatus"] === "Cancelled", count);
  const acks = heard(service, (event) => event["message"] === "agent_job_ack", count);
  await call(service, "CancelCommand", { CommandId: sent.Command.CommandId });
  const ackMs = (await acks).map((atMs) => atMs - startMs);
  const endMs = (await ends).map((atMs) => atMs - startMs);
  const { user, system } = process.cpuUsage(before);
  const hostMs = (await askCpu(host)) - hostBeforeMs;
  return [
    {
      name: "cancel of all: p99 from the call to an agent's ack",
      value: quantile(ackMs, 99) / 1_000,
      unit: "s",
      goal: { atMost: 2 },
      note: `p50 ${seconds(quantile(ackMs, 50))}, last ${seconds(quantile(ackMs, 100))}`,
    },
    {
      name: "cancel of all: until the last final reply",
      value: quantile(endMs, 100) / 1_000,
      unit: "s",
      note: `CPU: host ${seconds(hostMs)}, service ${seconds((user + system) / 1_000)}`,
    },
  ];
}

/** The CPU time that the host's process has taken so far. */
async function askCpu(host: ChildProcess): Promise<number> {
  host.send("cpu");
  const [cpuMs] = (await once(host, "message")) as [number];
  return cpuMs;
}

/** When each of so many frames that match was received. */
function heard(
  service: LiveService,
  matches: (event: Readonly<Record<string, unknown>>) => boolean,
  wanted: number,
): Promise<number[]> {
  const times: number[] = [];
  return new Promise((resolve) => {
    const end = service.onStatus((event) => {
      if (event.event !== "frame.received" || !matches(event)) return;
      times.push(performance.now());
      if (times.length < wanted) return;
      end();
      resolve(times);
    });
  });
}

async function call({ url }: LiveService, operation: string, input: object): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonSSM.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer;
}

async function runHost(controllerUrl: string): Promise<void> {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `i-${index.toString(16).padStart(17, "0")}`,
    tags: { role: "bench" },
    profile: "amazon-ssm-agent",
    state: "Running" as const,
    options: LIVE_DEFAULTS.agent,
    life: LIVE_DEFAULTS.life,
  }));
  const before = memoryNow();
  const startMs = performance.now();
  const hostName = "bench";
  const host = await startHost({
    ...{ controllerUrl, hostName, nodes, seed: SEED, log },
    processes: "simulated",
    region: "us-east-1",
  });
  await host.online();
  const onlineMs = performance.now() - startMs;
  const cpuMs = cpuNow();
  const agentBytes = (memoryNow() - before) / count;
  process.send?.({ onlineMs, cpuMs, agentBytes } satisfies HostReport);
  for await (const [word] of on(process, "message")) {
    if (word !== "cpu") break;
    process.send?.(cpuNow());
  }
  await host.stop();
  process.disconnect();
}

async function end(host: ChildProcess): Promise<void> {
  const exited = once(host, "exit");
  host.send("stop");
  await exited;
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function memoryNow(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

function quantile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100) - 1, 0)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toPrecision(3)} s`;
}
