/**
 * An agent's process that dies at a named place: it ends there and nowhere else, and what becomes of
 * its command is what becomes of it in virtual time.
 */
import { expect, test } from "vitest";
import { withProfile } from "../../../src/agent/options.ts";
import { PROFILES } from "../../../src/agent/profile.ts";
import type { ProfileName } from "../../../src/agent/profile.ts";
import { Boundaries } from "../../../src/kernel/boundary.ts";
import type { Boundary, BoundaryWatch } from "../../../src/kernel/boundary.ts";
import { VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";
import { QUICK, quickNode } from "../host/fixture.ts";
import * as virtual from "../../world/fixture.ts";
import { isFinalStatus } from "../../world/final-status.ts";
import { FINAL, LiveFleet } from "./live-fleet.ts";

const SCRIPT = "echo on; sleep 600";
const RESTART_MS = 300;

type IsPlace = (boundary: Boundary) => boolean;

/** Behind the order to kill, and behind the kill itself, each before the agent has reported it. */
const PLACES: readonly [string, IsPlace][] = [
  ["after the worker is told", ({ after }) => after === "tellWorker"],
  ["before the report", ({ before }) => /^sendRepl|^sendFrame agent_job_reply/.test(before)],
];

/** Kills an agent once, at the first boundary of this kind from `arm` on. */
class OneDeath {
  readonly deaths: Boundary[] = [];
  #isArmed = false;
  readonly #isPlace: IsPlace;

  constructor(isPlace: IsPlace) {
    this.#isPlace = isPlace;
  }

  arm(): void {
    this.#isArmed = true;
  }

  readonly watch: BoundaryWatch = (boundary) => {
    const isHere = boundary.process === "agent" && this.#isPlace(boundary);
    if (!this.#isArmed || !isHere || this.deaths.length > 0) return undefined;
    this.deaths.push(boundary);
    return { kind: "crash", restartMs: RESTART_MS };
  };
}

test.each(PROFILES.flatMap((profile) => PLACES.map((place) => [profile, ...place] as const)))(
  "an agent (%s) that dies between kill and report, %s, ends its command as in virtual time",
  async (profile, _place, isPlace) => {
    const expected = playVirtually(profile, isPlace);
    const one = new OneDeath(isPlace);
    const boundaries = new Boundaries();
    boundaries.watch = one.watch;
    const options = withProfile(QUICK, profile);
    const fleet = await LiveFleet.start({
      boundaries,
      nodes: [quickNode(1, { profile, options })],
    });
    const pid = fleet.pid();
    const id = await fleet.send(SCRIPT);
    await fleet.until(id, ["InProgress"]);
    await fleet.event("process.wrote");
    one.arm();
    await fleet.cancel(id);
    const { Status, StatusDetails, ResponseCode } = await fleet.until(id, FINAL);
    expect({ Status, StatusDetails, ResponseCode, deaths: one.deaths }).toEqual(expected);
    expect(fleet.pid()).not.toBe(pid);
    const names = fleet.trace.all.map(({ event }) => event);
    expect(names.indexOf("agent.stopped")).toBeGreaterThan(names.indexOf("fault.fired"));
    expect(fleet.host.defects).toBe(0);
  },
);

function playVirtually(profile: ProfileName, isPlace: IsPlace): object {
  const agent = withProfile(QUICK, profile);
  const { world, nodes } = virtual.makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
  const [node = ""] = nodes;
  const one = new OneDeath(isPlace);
  world.watchBoundaries(one.watch);
  const id = virtual.send(world, SCRIPT, { InstanceIds: [node] });
  virtual.untilStatus(world, id, node, "InProgress");
  world.runUntil(world.nowMs + 1_000);
  one.arm();
  virtual.cancel(world, id);
  const isOver = (): boolean => isFinalStatus(virtual.invocation(world, id, node).Status);
  world.runUntilTrue(isOver, world.nowMs + 60_000);
  const { Status, StatusDetails, ResponseCode } = virtual.invocation(world, id, node);
  return { Status, StatusDetails, ResponseCode, deaths: one.deaths };
}

test("an agent's process and its node die together where a power cut strikes", async () => {
  const one = new OneDeath(({ after }) => after === "startWorker");
  const boundaries = new Boundaries();
  boundaries.watch = (boundary) => one.watch(boundary) && { kind: "powerCut" };
  const options = { ...QUICK, workerLostMs: 20 };
  const fleet = await LiveFleet.start({ boundaries, nodes: [quickNode(1, { options })] });
  one.arm();
  const id = await fleet.send("sleep 600");
  expect(await fleet.until(id, FINAL)).toMatchObject({ Status: "Failed" });
  expect(one.deaths).toHaveLength(1);
  expect(await fleet.event("agent.stopped")).toMatchObject({ reason: "power" });
});

test("an agent that nobody watched at its start asks as soon as somebody wants to be asked", async () => {
  const boundaries = new Boundaries();
  const fleet = await LiveFleet.start({ boundaries });
  const one = new OneDeath(({ after }) => after === "sendFrame agent_job_ack");
  boundaries.watch = one.watch;
  await fleet.host.boundariesChanged();
  one.arm();
  const id = await fleet.send("echo acked");
  expect(await fleet.until(id, FINAL)).toMatchObject({ StandardOutputContent: "acked\n" });
  expect(one.deaths).toEqual([expect.objectContaining({ after: "sendFrame agent_job_ack" })]);
});
