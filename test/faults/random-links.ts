/**
 * A small world whose links suffer random faults for a while, all from one seed, and are then healed.
 */
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import type { Fault } from "../../src/faults/fault.ts";
import { LINK_FAULTS } from "../../src/faults/faults.ts";
import type { FaultPlan } from "../../src/faults/plan.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { World } from "../../src/world/world.ts";
import { isFinalStatus } from "../world/final-status.ts";
import { call, cancel, makeOnlineWorld, nodeId, send } from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const NODES = 3;
const FAULTY_MS = 180_000;
const PLANS = 6;
/** Time limits of commands, health reports, polls that rest, and waits that have grown. */
const SETTLE_MS = 2 * 3_600_000;
const SCRIPTS = ["echo quick", "sleep 5", "sleep 40; echo late", "trap '' TERM; sleep 12"];
const EVENTS = ["frame.sent", "frame.received", "process.started", "job.acked", "process.exited"];

export interface RandomRun {
  readonly made: TestWorld;
  readonly plans: readonly FaultPlan[];
  readonly commands: readonly string[];
}

export interface RandomSetup {
  readonly profile: ProfileName;
  /** How long faults are on, in milliseconds. */
  readonly lastMs?: number;
  /** Those that are drawn from. */
  readonly faults?: readonly Fault[];
}

/** Plays the faulty time. */
export function playRandomLinks(
  seed: string,
  { profile, lastMs = FAULTY_MS, faults = LINK_FAULTS }: RandomSetup,
): RandomRun {
  const agent = withProfile(AMAZON_SSM_AGENT, profile);
  const made = makeOnlineWorld({ seed, count: NODES, options: { ...VIRTUAL_DEFAULTS, agent } });
  const prng = Prng.seeded(seed).fork("random links");
  const plans = Array.from({ length: PLANS }, () => drawPlan(prng, faults));
  for (const one of plans) made.world.faults.put(one);
  const commands: string[] = [];
  playOrders(made.world, prng, commands, made.world.nowMs + lastMs);
  return { made, plans, commands };
}

/** Sends and cancels at random moments until a time. */
export function playOrders(world: World, prng: Prng, commands: string[], untilMs: number): void {
  while (world.nowMs < untilMs) {
    const known = commands[prng.range(0, Math.max(0, commands.length - 1))];
    if (prng.chance(1, 3) && known !== undefined) cancel(world, known);
    else {
      const nodes = [0, 1, 2].map(nodeId).filter(() => prng.chance(2, 3));
      const script = SCRIPTS[prng.range(0, SCRIPTS.length - 1)] ?? "";
      const InstanceIds = nodes.length === 0 ? [nodeId(0)] : nodes;
      const input = { InstanceIds, TimeoutSeconds: 120, executionTimeout: "60" };
      commands.push(send(world, script, input));
    }
    world.runUntil(Math.min(untilMs, world.nowMs + prng.range(0, 9_000)));
  }
}

/** Heals everything and plays on until all should have ended. */
export function healAndSettle(world: World): void {
  world.faults.healAll();
  world.runUntil(world.nowMs + SETTLE_MS);
}

/** What has not ended, and who is not back: `status of command`, `ping of node`. */
export function unsettled({ made, commands }: RandomRun): string[] {
  const open = commands.flatMap((command) => {
    const { CommandInvocations } = call<{ CommandInvocations: { Status: string }[] }>(
      made.world,
      "ListCommandInvocations",
      { CommandId: command },
    );
    return CommandInvocations.filter(({ Status }) => !isFinalStatus(Status)).map(
      ({ Status }) => `${Status} of ${command}`,
    );
  });
  const { InstanceInformationList } = call<{
    InstanceInformationList: { PingStatus: string; InstanceId: string }[];
  }>(made.world, "DescribeInstanceInformation", {});
  const away = InstanceInformationList.filter(({ PingStatus }) => PingStatus !== "Online");
  return [...open, ...away.map(({ PingStatus, InstanceId }) => `${PingStatus} of ${InstanceId}`)];
}

function drawPlan(prng: Prng, faults: readonly Fault[]): FaultPlan {
  const fault = faults[prng.range(0, faults.length - 1)];
  if (fault === undefined) throw new Error("there are no faults of links");
  const params = fault.examples[prng.range(0, fault.examples.length - 1)];
  const direction = prng.chance(1, 3)
    ? (["toAgent", "toController"] as const)[prng.range(0, 1)]
    : undefined;
  const nodes = prng.chance(2, 3) ? [nodeId(prng.range(0, NODES - 1))] : undefined;
  const scope = { ...(direction && { direction }), ...(nodes && { nodes }) };
  const chance = { numerator: 1, denominator: prng.range(1, 4) };
  if (prng.chance(1, 3)) {
    const on = { event: EVENTS[prng.range(0, EVENTS.length - 1)] ?? "", count: prng.range(1, 9) };
    const forMs = prng.chance(1, 2) ? prng.range(1, 100_000) : undefined;
    return plan(fault.name, params, { scope, chance, on, ...(forMs && { forMs }) });
  }
  const fromMs = prng.range(0, FAULTY_MS / 2);
  const untilMs = prng.chance(1, 2) ? fromMs + prng.range(1, 150_000) : undefined;
  return plan(fault.name, params, { scope, chance, fromMs, ...(untilMs && { untilMs }) });
}
