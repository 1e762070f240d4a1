/**
 * The virtual fleet that samples measure: nodes with default options, tracing off.
 */
import { Controller } from "../src/controller/controller.ts";
import { seededChooser } from "../src/kernel/chooser.ts";
import { drawNodeId } from "../src/kernel/ids.ts";
import { Prng } from "../src/kernel/prng.ts";
import { VIRTUAL_DEFAULTS } from "../src/world/fleet-options.ts";
import type { NodeDescription } from "../src/world/managed-node.ts";
import { World } from "../src/world/world.ts";

export const SEED = "bench";
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Nodes that a command to one group reaches, as tags see them. */
const GROUP_NODES = 50;

/** A fleet of running nodes; all are tagged role=web, and group=g0, g1, ... in fifties. */
export function createFleet(count: number): World {
  const prng = Prng.seeded(SEED);
  return World.create({
    seed: SEED,
    controller: new Controller(VIRTUAL_DEFAULTS.controller, prng.fork("controller")),
    nodes: describeNodes(count, prng.fork("nodes")),
    latency: VIRTUAL_DEFAULTS.latencyMs,
    chooser: seededChooser,
    readers: [],
  });
}

/** The answer to a call that must succeed. */
export function call(world: World, operation: string, input: unknown): Record<string, unknown> {
  const target = `AmazonSSM.${operation}`;
  const { status, body } = world.call({ target, body: JSON.stringify(input) });
  if (status !== 200) throw new Error(`${operation}: ${status} ${body}`);
  return JSON.parse(body) as Record<string, unknown>;
}

/** Sends a script to all nodes with a tag; answers the command's id. */
export function sendByTag(world: World, tag: "role" | "group", value: string): string {
  const { Command } = call(world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Targets: [{ Key: `tag:${tag}`, Values: [value] }],
    Parameters: { commands: ["sleep 30"] },
    MaxConcurrency: "100%",
  });
  return (Command as { CommandId: string }).CommandId;
}

/** Plays a world up to a time; answers how many events that were. */
export function play(world: World, untilMs: number): number {
  let events = 0;
  while ((world.nextMs ?? Infinity) <= untilMs) {
    world.step();
    events += 1;
  }
  world.runUntil(untilMs);
  return events;
}

function describeNodes(count: number, prng: Prng): NodeDescription[] {
  const { agent, life } = VIRTUAL_DEFAULTS;
  let tags = {};
  return Array.from({ length: count }, (_, index) => {
    if (index % GROUP_NODES === 0) tags = { role: "web", group: `g${index / GROUP_NODES}` };
    return {
      id: drawNodeId(prng, "mi-"),
      tags,
      profile: "amazon-ssm-agent",
      state: "Running",
      options: agent,
      life,
    };
  });
}
