/**
 * The whole way of a cancel to a process with a behaviour, with both profiles: what is said of it,
 * what lives on, and which properties are broken.
 */
import { describe, expect, test } from "vitest";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import type { Behaviour } from "../../src/process/behaviour.ts";
import { judgeTrace } from "../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../src/scenario/property/properties.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { isFinalStatus } from "./final-status.ts";
import { call, cancel, facts, invocation, makeOnlineWorld, nodeId, send } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

const N0 = nodeId(0);
const { graceMs, killMs } = AMAZON_SSM_AGENT;

function ms(exactly: number): { minMs: number; maxMs: number } {
  return { minMs: exactly, maxMs: exactly };
}

/** What came of a cancel that was sent a second after the start. */
interface Outcome {
  readonly status: string;
  /** From the cancel to the end, to the next tenth of a second. */
  readonly endedMs: number;
  /** How many live when it is told, and a minute and a half later. */
  readonly alive: number;
  readonly later?: number;
  /** The final report says who escaped. */
  readonly said?: true;
  readonly broken?: string;
}

interface Row {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly real: Outcome;
  readonly ideal: Outcome;
}

const LIES = "ladder cancelledIsHonest escapeIsSaid";

function killed(rest: Partial<Outcome> = {}): Outcome {
  return { status: "Cancelled 137", endedMs: 0, alive: 0, broken: "ladder", ...rest };
}

function stopped(code: number, rest: Partial<Outcome> = {}): Outcome {
  return { status: `Cancelled ${code}`, endedMs: 0, alive: 0, ...rest };
}

/** The program runs for ten minutes if it is let. */
const ROWS: readonly Row[] = [
  row("nothing", {}, killed(), stopped(143)),
  row("ignores", { ignores: ["TERM"] }, killed(), stopped(137, { endedMs: graceMs })),
  row("traps", { traps: ms(2000), trapExitCode: 9 }, killed(), stopped(9, { endedMs: 2000 })),
  row("traps: exits 0 on SIGTERM", { traps: ms(0) }, killed(), stopped(0)),
  row("traps for long", { traps: ms(20_000) }, killed(), stopped(137, { endedMs: graceMs })),
  row(
    "exitsLate",
    { exitsLate: ms(3000) },
    killed({ alive: 1, broken: LIES }),
    stopped(143, { endedMs: 3000 }),
  ),
  row(
    "exitsLate, later than anybody waits",
    { exitsLate: ms(60_000) },
    killed({ alive: 1, broken: LIES }),
    stopped(137, { endedMs: graceMs + killMs, alive: 1, said: true }),
  ),
  row("exitsWhileKilled", { exitsWhileKilled: 0 }, killed(), stopped(0)),
  row(
    "escapes",
    { escapes: true },
    killed({ alive: 1, later: 1, broken: `${LIES} wholeTree nothingLeaksAtAgent` }),
    stopped(143),
  ),
  row(
    "escapes and ignores",
    { escapes: ms(30_000), ignores: ["TERM"] },
    killed({ alive: 1, broken: `${LIES} wholeTree` }),
    stopped(137, { endedMs: graceMs }),
  ),
  row(
    "doubleForks",
    { doubleForks: true },
    killed({ alive: 1, later: 1, broken: `${LIES} wholeTree nothingLeaksAtAgent` }),
    stopped(143),
  ),
  row("holdsPipe", { holdsPipe: ms(8000) }, killed(), stopped(143)),
  row(
    "forksWhenSignalled",
    { forksWhenSignalled: true },
    killed(),
    stopped(143, { endedMs: graceMs }),
  ),
  row("floods", { floods: 2_000_000 }, killed(), stopped(143)),
  row("brokenUtf8", { brokenUtf8: true }, killed(), stopped(143)),
  row(
    "outOfMemoryAfter",
    { outOfMemoryAfter: ms(500) },
    { status: "TimedOut 137", endedMs: 0, alive: 0, broken: "expectedReason" },
    { status: "Failed 137", endedMs: 0, alive: 0 },
  ),
  row("stopsAfter", { stopsAfter: ms(500) }, killed(), stopped(137, { endedMs: graceMs })),
  row(
    "uninterruptible",
    { uninterruptible: ms(4000) },
    killed({ alive: 1, broken: LIES }),
    stopped(143, { endedMs: 3000 }),
  ),
  row(
    "uninterruptible for ever",
    { uninterruptible: true },
    killed({ alive: 1, later: 1, broken: LIES }),
    stopped(137, { endedMs: graceMs + killMs, alive: 1, later: 1, said: true }),
  ),
  row(
    "spawnError",
    { spawnError: "Cannot allocate memory" },
    { status: "Failed 126", endedMs: 0, alive: 0 },
    { status: "Failed 126", endedMs: 0, alive: 0 },
  ),
];

function row(name: string, behaviour: Behaviour, real: Outcome, ideal: Outcome): Row {
  return { name, behaviour, real, ideal };
}

function online(profile: ProfileName, behaviour?: Behaviour, seed = "1"): TestWorld {
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, profile) };
  const behaviours =
    behaviour === undefined ? [] : [{ match: "backup.sh", lasts: ms(600_000), ...behaviour }];
  return makeOnlineWorld({ options, seed, behaviours });
}

/** Starts a script, cancels it a second later, and plays until long after its end. */
function cancelOne(made: TestWorld, script: string): Outcome {
  const { world, events } = made;
  const id = send(world, script, { InstanceIds: [N0] });
  world.runUntilTrue(() => facts(events, "process.started").length > 0, world.nowMs + 10_000);
  world.runUntil(world.nowMs + 1000);
  const fromMs = world.nowMs;
  cancel(world, id);
  const isOver = () => isFinalStatus(invocation(world, id, N0).Status);
  expect(world.runUntilTrue(isOver, fromMs + 600_000)).toBe(true);
  const { Status, ResponseCode } = invocation(world, id, N0);
  const endedMs = Math.floor((world.nowMs - fromMs) / 100) * 100;
  const alive = world.processes().length;
  world.runUntil(world.nowMs + 90_000);
  const later = world.processes().length;
  const broken = judgeTrace(PROPERTIES, events).map(({ property }) => property);
  return {
    status: `${Status} ${ResponseCode}`,
    endedMs,
    alive,
    ...(later === 0 ? {} : { later }),
    ...(traceOutput(made, id).startsWith("escaped: ") ? { said: true } : {}),
    ...(broken.length === 0 ? {} : { broken: broken.sort().join(" ") }),
  };
}

function traceOutput({ world }: TestWorld, id: string): string {
  const answer = call<{ CommandInvocations: { TraceOutput?: string }[] }>(
    world,
    "ListCommandInvocations",
    { CommandId: id, Details: true },
  );
  return answer.CommandInvocations[0]?.TraceOutput ?? "";
}

function sorted(outcome: Outcome): Outcome {
  if (outcome.broken === undefined) return outcome;
  return { ...outcome, broken: outcome.broken.split(" ").sort().join(" ") };
}

describe("a cancel of a program of ten minutes", () => {
  test.each(ROWS)("that does this: $name", ({ behaviour, real, ideal }) => {
    const script = "exec backup.sh";
    expect(cancelOne(online("amazon-ssm-agent", behaviour), script)).toEqual(sorted(real));
    expect(cancelOne(online("ideal", behaviour), script)).toEqual(sorted(ideal));
  });
});
