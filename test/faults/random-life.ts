/**
 * A small world with a client, whose controller, calls and nodes suffer random faults for a while,
 * all from one seed.
 */
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import { CONTROLLER_FAULTS, NODE_FAULTS } from "../../src/faults/faults.ts";
import type { FaultPlan } from "../../src/faults/plan.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { makeOnlineWorld, nodeId } from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { TestClient } from "./client.ts";
import { plan } from "./plan.ts";

const NODES = 4;
const FAULTY_MS = 180_000;
const PLANS = 6;
/** Time limits of commands, and waits that have grown. */
const SETTLE_MS = 2 * 3_600_000;
const SCRIPTS = ["echo quick", "sleep 5", "sleep 40; echo late", "setsid sleep 30 & sleep 20"];
const EVENTS = ["frame.sent", "process.started", "call.received", "job.acked", "process.exited"];
export const LIFE_FAULTS = [...CONTROLLER_FAULTS, ...NODE_FAULTS];

export interface LifeRun extends TestWorld {
  readonly client: TestClient;
  /** How calls were answered. */
  readonly answers: ReadonlySet<string>;
}

/** Plays the faulty time, heals everything, and plays on until all should have ended. */
export function playRandomLife(seed: string, profile: ProfileName): LifeRun {
  const agent = withProfile(AMAZON_SSM_AGENT, profile);
  const options = { ...VIRTUAL_DEFAULTS, agent };
  const made = makeOnlineWorld({ seed, count: NODES, options, keepsRows: true });
  const { world } = made;
  const prng = Prng.seeded(seed).fork("random life");
  for (let count = 0; count < PLANS; count += 1) world.faults.put(drawPlan(prng));
  const client = new TestClient(world);
  const answers = playClient(client, made, prng, world.nowMs + FAULTY_MS);
  world.faults.healAll();
  world.runUntil(world.nowMs + SETTLE_MS);
  return { ...made, client, answers };
}

function playClient(
  client: TestClient,
  { world, nodes }: TestWorld,
  prng: Prng,
  untilMs: number,
): ReadonlySet<string> {
  const answers = new Set<string>();
  const commands: string[] = [];
  while (world.nowMs < untilMs) {
    const CommandId = commands[prng.range(0, Math.max(0, commands.length - 1))];
    if (prng.chance(1, 3) && CommandId !== undefined) {
      const InstanceIds = prng.chance(1, 2) ? [nodes[prng.range(0, NODES - 1)]] : undefined;
      answers.add(client.call("CancelCommand", { CommandId, InstanceIds }, 5_000).answer);
    } else {
      const script = SCRIPTS[prng.range(0, SCRIPTS.length - 1)] ?? "";
      const { answer, body } = client.call(
        "SendCommand",
        {
          DocumentName: "AWS-RunShellScript",
          Targets: [{ Key: "tag:role", Values: prng.chance(1, 2) ? ["web", "db"] : ["web"] }],
          Parameters: { commands: [script], executionTimeout: ["60"] },
          TimeoutSeconds: 120,
          MaxConcurrency: "2",
          MaxErrors: "1",
        },
        5_000,
      );
      answers.add(answer);
      const sent = body as { Command?: { CommandId: string } } | undefined;
      if (sent?.Command !== undefined) commands.push(sent.Command.CommandId);
    }
    world.runUntil(Math.min(untilMs, world.nowMs + prng.range(0, 9_000)));
  }
  return answers;
}

function drawPlan(prng: Prng): FaultPlan {
  const fault = LIFE_FAULTS[prng.range(0, LIFE_FAULTS.length - 1)]!;
  const params = fault.examples[prng.range(0, fault.examples.length - 1)];
  const isOfNodes = fault.seam === "state" && fault.ofController !== true;
  const scope = isOfNodes ? { nodes: [nodeId(prng.range(0, NODES - 1))] } : {};
  const chance = { numerator: 1, denominator: isOfNodes ? 1 : prng.range(1, 4) };
  if (prng.chance(1, 3)) {
    const on = { event: EVENTS[prng.range(0, EVENTS.length - 1)] ?? "", count: prng.range(1, 9) };
    return plan(fault.name, params, { scope, on, forMs: prng.range(1, 100_000) });
  }
  const fromMs = prng.range(0, FAULTY_MS / 2);
  return plan(fault.name, params, {
    scope,
    chance,
    fromMs,
    untilMs: fromMs + prng.range(1, 90_000),
  });
}
