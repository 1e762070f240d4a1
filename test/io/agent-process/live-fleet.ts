/**
 * A real service and a host whose agents have processes of their own, for the tests of this room.
 */
import { expect, onTestFinished } from "vitest";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import type { HostOptions, LiveHost } from "../../../src/io/live-host.ts";
import { isAlive as isProcessAlive, readProcess } from "../../../src/io/process/process-table.ts";
import { startService } from "../../../src/io/live-service.ts";
import type { LiveService } from "../../../src/io/live-service.ts";
import { log, nodeId, withHost } from "../host/fixture.ts";
import { News } from "../host/news.ts";

export const NODE = nodeId(1);

export interface Invocation {
  readonly Status: string;
  readonly StatusDetails: string;
  readonly ResponseCode: number;
  readonly StandardOutputContent: string;
}

export class LiveFleet {
  readonly service: LiveService;
  readonly host: LiveHost;
  /** What the host's trace says. */
  readonly trace: News<TraceEvent>;
  /** For each line that says so when it was written. */
  readonly stamps: readonly bigint[];

  private constructor(parts: Pick<LiveFleet, "service" | "host" | "trace" | "stamps">) {
    this.service = parts.service;
    this.host = parts.host;
    this.trace = parts.trace;
    this.stamps = parts.stamps;
  }

  /** All of it is Online; it ends with the test. */
  static async start(options: Partial<HostOptions> = {}): Promise<LiveFleet> {
    const service = await startService({ seed: "1", log });
    onTestFinished(() => service.stop());
    const trace = new News<TraceEvent>();
    const stamps: bigint[] = [];
    const host = await withHost(service.url, {
      agents: "processes",
      traceReaders: [
        (event, stampNs) => {
          trace.add(event);
          if (stampNs !== undefined) stamps.push(stampNs);
        },
      ],
      ...options,
    });
    await host.online();
    return new LiveFleet({ service, host, trace, stamps });
  }

  /** The process of a node's agent. */
  pid(node = NODE): number {
    const pid = this.host.agentPid(node);
    if (pid === undefined) throw new Error(`no process of an agent of ${node}`);
    return pid;
  }

  async call(operation: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.service.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AmazonSSM.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status, JSON.stringify(body)).toBe(200);
    return body;
  }

  async order(order: string, node = NODE): Promise<void> {
    const url = `${this.service.url}/_fleetsim/nodes/${node}/${order}`;
    expect((await fetch(url, { method: "POST" })).status).toBe(202);
  }

  /** Answers the id of the command. */
  async send(script: string, node = NODE): Promise<string> {
    const { Command } = await this.call("SendCommand", {
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [node],
      Parameters: { commands: [script] },
    });
    return (Command as { CommandId: string }).CommandId;
  }

  async cancel(command: string): Promise<void> {
    await this.call("CancelCommand", { CommandId: command });
  }

  /** The invocation as soon as it has one of these statuses. */
  async until(command: string, statuses: readonly string[], node = NODE): Promise<Invocation> {
    for (;;) {
      const input = { CommandId: command, InstanceId: node };
      const found = (await this.call("GetCommandInvocation", input)) as unknown as Invocation;
      if (statuses.includes(found.Status)) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The n-th event of this name. */
  event(name: string, nth = 1): Promise<TraceEvent> {
    return this.trace.find(({ event }) => event === name, nth);
  }
}

export const FINAL = ["Success", "Failed", "Cancelled", "TimedOut"];

/** A zombie is dead: whoever inherits it may take its time to bury it. */
export function isAlive(pid: number): boolean {
  const stat = readProcess(pid);
  return stat !== undefined && isProcessAlive(stat);
}
