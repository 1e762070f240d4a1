/**
 * A small world in which commands and cancels meet a mix of faults, all from one seed, with a quiet
 * end: everything is healed, and the world is played until nothing more is to come.
 */
import { withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import type { FaultPlan } from "../../src/faults/plan.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { World } from "../../src/world/world.ts";
import { makeOnlineWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const SCRIPTS = [
  "echo a; sleep 2",
  "sleep 30",
  "exit 3",
  "setsid sleep 90 & sleep 40",
  "trap '' TERM; sleep 20; echo b",
];
const NODES = 3;
const FAULTED_MS = 120_000;
/** The longest wait of an agent that is refused, and more. */
const SETTLE_MS = 3_600_000;

export interface MixSetup {
  readonly seed: string;
  readonly profile: ProfileName;
  /** Names of faults to draw from, each with its parameters. */
  readonly faults: readonly (readonly [string, unknown])[];
  readonly count: number;
}

export interface Mix {
  readonly world: World;
  readonly events: readonly TraceEvent[];
  readonly plans: readonly FaultPlan[];
}

/** The whole run. */
export function playMix(setup: MixSetup): Mix {
  const { world, events, nodes, plans, prng } = startMix(setup);
  const commands: string[] = [];
  while (world.nowMs < FAULTED_MS) {
    act(world, nodes, prng, commands);
    world.runUntil(world.nowMs + prng.range(1, 6000));
  }
  settleMix(world, nodes);
  return { world, events, plans };
}

/** A world in which all plans of the mix are on the board. */
export function startMix({ seed, profile, faults, count }: MixSetup) {
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(VIRTUAL_DEFAULTS.agent, profile) };
  const { world, events, nodes } = makeOnlineWorld({
    seed,
    count: NODES,
    keepsRows: true,
    options,
  });
  const prng = Prng.seeded(`${seed}/mix`);
  const plans = Array.from({ length: count }, () => drawPlan(faults, nodes, prng));
  for (const one of plans) world.faults.put(one);
  return { world, events, nodes, plans, prng };
}

export function settleMix(world: World, nodes: readonly string[]): void {
  world.faults.healAll();
  world.runUntil(world.nowMs + 60_000);
  for (const node of nodes) {
    world.order(node, "start");
    const managed = world.host.node(node);
    if (managed !== undefined) world.host.startAgent(managed);
  }
  world.runUntil(world.nowMs + SETTLE_MS);
}

function drawPlan(faults: MixSetup["faults"], nodes: readonly string[], prng: Prng): FaultPlan {
  const [name, params] = faults[prng.range(0, faults.length - 1)] ?? ["agentHang", {}];
  const fromMs = prng.range(0, 90_000);
  const node = nodes[prng.range(0, NODES - 1)] ?? "";
  const isOfController = (params as { process?: string }).process === "controller";
  const scope = isOfController ? {} : { nodes: [node] };
  // Otherwise every step from then on would die.
  const times = prng.range(1, 3);
  const untilMs = fromMs + prng.range(500, 30_000);
  return plan(name, params, {
    fromMs,
    untilMs,
    scope,
    ...(name === "restartStorm" ? {} : { times }),
  });
}

function act(world: World, nodes: readonly string[], prng: Prng, commands: string[]): void {
  if (!world.service.isAlive) return;
  if (prng.range(0, 9) < 6) send(world, nodes, prng, commands);
  else cancel(world, nodes, prng, commands);
}

function send(world: World, nodes: readonly string[], prng: Prng, commands: string[]): void {
  const request = {
    DocumentName: "AWS-RunShellScript",
    Parameters: {
      commands: [SCRIPTS[prng.range(0, SCRIPTS.length - 1)] ?? ""],
      executionTimeout: ["60"],
    },
    InstanceIds: nodes.slice(prng.range(0, NODES - 1)),
    TimeoutSeconds: prng.range(30, 300),
  };
  const body = answer(world, "SendCommand", request) as { Command?: { CommandId: string } };
  if (body.Command !== undefined) commands.push(body.Command.CommandId);
}

function cancel(world: World, nodes: readonly string[], prng: Prng, commands: string[]): void {
  const CommandId = commands[commands.length - 1 - prng.range(0, 2)] ?? commands.at(-1);
  if (CommandId === undefined) return;
  const node = nodes[prng.range(0, NODES - 1)] ?? "";
  answer(world, "CancelCommand", {
    CommandId,
    InstanceIds: prng.range(0, 1) === 0 ? [] : [node],
  });
}

/** `{}` when the controller died before its answer. */
function answer(world: World, operation: string, request: unknown): unknown {
  const target = `AmazonSSM.${operation}`;
  const answered = world.tryCall({ target, body: JSON.stringify(request) });
  return answered === undefined ? {} : (JSON.parse(answered.body) as unknown);
}
