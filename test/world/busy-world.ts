/**
 * A busy little fleet for determinism tests: commands, cancels, faults and orders at fixed times.
 */
import type { World } from "../../src/world/world.ts";
import { makeWorld, nodeId, tryCall } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const NODES = 12;

const SCRIPTS = [
  "echo started; sleep 8; echo done",
  "trap 'echo term' TERM; sleep 30 & wait; echo over",
  "echo out; setsid sleep 40 & sleep 20; exit 3",
  "i=0; while [ $i -lt 5 ]; do echo line $i; sleep 1; i=$((i+1)); done",
  "echo quick",
];

type Order = (world: World, commands: string[]) => void;

/** What happens when, in milliseconds. */
const ORDERS: readonly (readonly [number, Order])[] = [
  ...SCRIPTS.map((script, index): [number, Order] => [
    5_000 + index * 700,
    (world, commands) => sendToAll(world, commands, script),
  ]),
  [7_777, (world, commands) => cancelCommand(world, commands[0])],
  [9_000, (world) => world.cut(nodeId(3))],
  [9_100, (world, commands) => cancelCommand(world, commands[1], [nodeId(3), nodeId(4)])],
  [10_000, (world) => world.order(nodeId(5), "stop")],
  [11_000, (world) => world.slow(nodeId(6), "toController", { minMs: 50, maxMs: 900 })],
  [12_000, (world) => world.restartAgent(nodeId(7))],
  [14_000, (world, commands) => cancelCommand(world, commands[2])],
  [20_000, (world) => world.heal(nodeId(3))],
  [21_000, (world) => world.order(nodeId(5), "start")],
  [22_000, (world) => world.order(nodeId(8), "reboot")],
  [25_000, (world) => world.order(nodeId(9), "terminate")],
  [30_000, (world, commands) => sendToAll(world, commands, SCRIPTS[0] ?? "")],
  [33_000, (world, commands) => cancelCommand(world, commands.at(-1))],
];
const END_MS = 400_000;

export function busyWorld(seed: string): TestWorld {
  return makeWorld({ seed, count: NODES });
}

/**
 * Plays the orders up to a time; what it answers plays the rest, on this world or a clone of it.
 */
export function playBusyWorld(world: World, untilMs = END_MS): (world: World) => void {
  const commands: string[] = [];
  playBetween(world, commands, -1, untilMs);
  return (next) => playBetween(next, [...commands], untilMs, END_MS);
}

function playBetween(world: World, commands: string[], afterMs: number, untilMs: number): void {
  for (const [atMs, order] of ORDERS) {
    if (atMs <= afterMs || atMs > untilMs) continue;
    world.runUntil(atMs);
    order(world, commands);
  }
  world.runUntil(untilMs);
}

function sendToAll(world: World, commands: string[], script: string): void {
  const { body } = tryCall(world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Parameters: { commands: [script] },
    Targets: [{ Key: "tag:role", Values: ["web", "db"] }],
    TimeoutSeconds: 60,
  });
  commands.push((body as { Command: { CommandId: string } }).Command.CommandId);
}

function cancelCommand(world: World, id: string | undefined, nodes?: readonly string[]): void {
  tryCall(world, "CancelCommand", { CommandId: id, ...(nodes ? { InstanceIds: nodes } : {}) });
}
