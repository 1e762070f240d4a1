/**
 * Hosts and controllers for the tests of this room; every one is stopped when its test ends.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { AgentOptions } from "../../../src/agent/options.ts";
import { startHost } from "../../../src/io/live-host.ts";
import type { HostOptions, LiveHost } from "../../../src/io/live-host.ts";
import { LIVE_DEFAULTS } from "../../../src/world/fleet-options.ts";
import type { NodeDescription } from "../../../src/world/managed-node.ts";
import { FakeController } from "./fake-controller.ts";

export const log = pino({ level: process.env["FLEETSIM_TEST_LOG"] ?? "silent" });

/** Waits so short that a test need not wait for them; their kinds are the real agent's. */
export const QUICK: AgentOptions = {
  ...LIVE_DEFAULTS.agent,
  spawnMs: { minMs: 1, maxMs: 5 },
  workerIpcMs: { minMs: 0, maxMs: 2 },
  cancelWorkMs: { minMs: 1, maxMs: 2 },
  reconnectMs: { minMs: 5, maxMs: 20 },
  retryMs: { minMs: 20, maxMs: 40 },
  overtakes: { numerator: 0, denominator: 1 },
};

export function nodeId(number: number): string {
  return `i-${number.toString(16).padStart(17, "0")}`;
}

export function quickNode(number: number, more: Partial<NodeDescription> = {}): NodeDescription {
  return {
    id: nodeId(number),
    tags: { role: "web" },
    profile: "amazon-ssm-agent",
    state: "Running",
    options: QUICK,
    life: { pendingMs: 10, stoppingMs: 10, shuttingDownMs: 10, rebootDelayMs: 10, rebootMs: 10 },
    ...more,
  };
}

export async function withController(): Promise<FakeController> {
  const controller = await FakeController.start();
  onTestFinished(() => controller.stop());
  return controller;
}

/** A host of one quick node, unless told otherwise. */
export async function withHost(
  controllerUrl: string,
  more: Partial<HostOptions> = {},
): Promise<LiveHost> {
  const host = await startHost({
    controllerUrl,
    hostName: "test",
    nodes: [quickNode(1)],
    processes: "simulated",
    region: "us-east-1",
    seed: "42",
    log,
    ...more,
  });
  onTestFinished(() => host.stop());
  return host;
}

export async function withDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "fleetsim-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
