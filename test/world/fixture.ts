/**
 * A small virtual world for tests: named nodes, calls by operation, and the trace as lines.
 */
import { Controller } from "../../src/controller/controller.ts";
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { traceLine } from "../../src/kernel/trace.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import type { MatchedBehaviour } from "../../src/process/behaviour.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { FleetOptions } from "../../src/world/fleet-options.ts";
import type { NodeDescription } from "../../src/world/managed-node.ts";
import { World } from "../../src/world/world.ts";

export interface WorldSetup {
  readonly seed?: string;
  readonly count?: number;
  readonly options?: FleetOptions;
  readonly states?: readonly NodeDescription["state"][];
  /** Whether the controller can start again over what it has stored. */
  readonly keepsRows?: boolean;
  readonly behaviours?: readonly MatchedBehaviour[];
}

export interface TestWorld {
  readonly world: World;
  readonly nodes: readonly string[];
  readonly events: TraceEvent[];
}

/** The id of the n-th node, from 0. */
export function nodeId(index: number): string {
  return `i-${(index + 1).toString(16).padStart(17, "0")}`;
}

export function makeWorld(setup: WorldSetup = {}): TestWorld {
  const {
    seed = "1",
    count = 1,
    options = VIRTUAL_DEFAULTS,
    states = [],
    keepsRows = false,
    behaviours = [],
  } = setup;
  const descriptions = Array.from({ length: count }, (_, index) => ({
    id: nodeId(index),
    tags: { role: index % 2 === 0 ? "web" : "db" },
    profile: options.agent.profile,
    state: states[index] ?? ("Running" as const),
    options: options.agent,
    life: options.life,
  }));
  const events: TraceEvent[] = [];
  const world = World.create({
    seed,
    controller: new Controller(options.controller, Prng.seeded(seed).fork("ids")),
    nodes: descriptions,
    latency: options.latencyMs,
    chooser: seededChooser,
    readers: [(event) => events.push(event)],
    keepsRows,
    behaviours,
  });
  return { world, nodes: descriptions.map((node) => node.id), events };
}

/** A world whose running nodes are all online. */
export function makeOnlineWorld(setup: WorldSetup = {}): TestWorld {
  const made = makeWorld(setup);
  made.world.runUntil(5_000);
  return made;
}

/** An API call that must be answered with 200. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names what is read
export function call<Answer>(world: World, operation: string, input: unknown): Answer {
  const { status, body } = tryCall(world, operation, input);
  if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  return body as Answer;
}

/** An API call, whatever its answer. */
export function tryCall(
  world: World,
  operation: string,
  input: unknown,
): { status: number; body: unknown } {
  const { status, body } = world.call({
    target: `AmazonSSM.${operation}`,
    body: JSON.stringify(input),
  });
  return { status, body: JSON.parse(body) as unknown };
}

export interface SendInput {
  readonly InstanceIds?: readonly string[];
  readonly Targets?: readonly { Key: string; Values: readonly string[] }[];
  readonly TimeoutSeconds?: number;
  readonly executionTimeout?: string;
}

/** Sends a script; answers the command's id. */
export function send(world: World, script: string, input: SendInput): string {
  const { executionTimeout, ...rest } = input;
  const { Command } = call<{ Command: { CommandId: string } }>(world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Parameters: {
      commands: [script],
      ...(executionTimeout === undefined ? {} : { executionTimeout: [executionTimeout] }),
    },
    ...rest,
  });
  return Command.CommandId;
}

export function cancel(world: World, commandId: string, nodes?: readonly string[]): void {
  call(world, "CancelCommand", {
    CommandId: commandId,
    ...(nodes === undefined ? {} : { InstanceIds: nodes }),
  });
}

export interface Invocation {
  readonly Status: string;
  readonly StatusDetails: string;
  readonly ResponseCode: number;
  readonly StandardOutputContent: string;
  readonly StandardErrorContent: string;
}

export function invocation(world: World, commandId: string, node: string): Invocation {
  return call(world, "GetCommandInvocation", { CommandId: commandId, InstanceId: node });
}

/** Plays until an invocation has a status, or fails. */
export function untilStatus(world: World, commandId: string, node: string, status: string): void {
  const deadlineMs = world.nowMs + 3_600_000;
  const reached = world.runUntilTrue(
    () => invocation(world, commandId, node).Status === status,
    deadlineMs,
  );
  if (!reached) {
    const found = invocation(world, commandId, node).Status;
    throw new Error(`expected ${status} within an hour, found ${found}`);
  }
}

export function lines(events: readonly TraceEvent[]): string {
  return events.map(traceLine).join("\n");
}

/** The facts of one kind, in order. */
export function facts(events: readonly TraceEvent[], event: string): TraceEvent[] {
  return events.filter((one) => one.event === event);
}
