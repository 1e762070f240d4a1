/**
 * Plays one run of a scenario live, in the three parts of a virtual run (scenario/run/play-run.ts),
 * and answers what came of it, with its trace.
 *
 * Time 0 of steps and faults is the moment at which the fleet is ready. What ends a part is the same
 * as in virtual time; how long is waited in vain is less.
 */
import { rm } from "node:fs/promises";
import type { TraceEvent } from "../../kernel/trace.ts";
import { LIVE_VIEW } from "../../scenario/property/monitor.ts";
import type { RunResult } from "../../scenario/result.ts";
import { Observation } from "../../scenario/run/observation.ts";
import { outcomesOf } from "../../scenario/run/outcomes.ts";
import { Pending } from "../../world/pending.ts";
import { openLiveStage } from "./live-stage.ts";
import type { LiveStage, LiveStageParts } from "./live-stage.ts";
import { makeRunDirectory } from "./run-directory.ts";
import { whatIsLeft } from "./what-is-left.ts";

/** Real agents come up in seconds; past this they never come. */
const READY_MS = 60_000;
/** How long steps that wait for an event are given after the last thing that is certain to come. */
const WAIT_MS = 120_000;
/** How long real processes of ended commands are given to be found gone, or alive. */
const SETTLE_MS = 2_000;

export type LiveRunParts = Omit<LiveStageParts, "directory"> & {
  /** Told now and then what is waited for. */
  readonly waits: (stage: LiveStage) => void;
};

export interface LiveRun {
  readonly run: RunResult;
  readonly trace: readonly TraceEvent[];
  /** How real processes were held together; undefined when they are simulated. */
  readonly containment: string | undefined;
}

/**
 * Undefined when it was broken off. Errors: rejects as service and host do when they can't start.
 */
export async function playLiveRun(parts: LiveRunParts): Promise<LiveRun | undefined> {
  // Who listens to a signal of the run's own is forgotten with it; that of all runs stays.
  const ending = new AbortController();
  const end = (): void => ending.abort();
  parts.signal.addEventListener("abort", end);
  if (parts.signal.aborted) end();
  try {
    return await playInDirectory({ ...parts, signal: ending.signal });
  } finally {
    parts.signal.removeEventListener("abort", end);
  }
}

async function playInDirectory(parts: LiveRunParts): Promise<LiveRun | undefined> {
  const directory = await makeRunDirectory();
  try {
    const stage = await openLiveStage({ ...parts, directory });
    let played: LiveRun;
    try {
      played = await playAll(stage, parts);
    } finally {
      await stage.close();
    }
    return parts.signal.aborted ? undefined : withLeft(played, await whatIsLeft(directory));
  } catch (error) {
    // A start that was broken off has failed for no other reason.
    if (parts.signal.aborted) return undefined;
    throw error;
  } finally {
    await clear(directory, parts);
  }
}

/** What outlived the run may still write there; that is for the verdict to say. */
async function clear(directory: string, { log }: LiveRunParts): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    log.warn({ directory, error }, "the directory of a live run could not be removed");
  }
}

async function playAll(stage: LiveStage, { waits }: LiveRunParts): Promise<LiveRun> {
  const { world, steps, faults, readiness, cast } = stage;
  const patience = setInterval(() => waits(stage), WAITS_EVERY_MS);
  try {
    await play(
      stage,
      () => readiness.isReady(world),
      () => READY_MS,
    );
    const notReady = readiness.missing(world).map((id) => cast.nodeName(id));
    const readyMs = world.nowMs;
    if (notReady.length === 0) {
      steps.start();
      faults.start();
      await playSafety(stage, readyMs);
    }
    steps.close();
    faults.heal();
    if (notReady.length === 0) await playLiveness(stage);
    await stage.takeInventory();
    return resultOf(stage, readyMs, notReady);
  } finally {
    clearInterval(patience);
  }
}

async function playSafety(stage: LiveStage, readyMs: number): Promise<void> {
  const { world, calls, steps, faults } = stage;
  const { lastsMs = Infinity } = stage.scenario.options;
  const faultsMs = faults.timedMs;
  const pending = new Pending({ world, calls, cut: new Set() });
  const isOver = () => {
    if (steps.isUnderWay || pending.hasOpenWork || world.nowMs < faultsMs) return false;
    return !steps.isOpen || !pending.isPending;
  };
  const untilMs = () => {
    const certainMs = Math.max(steps.timedMs, faultsMs, stage.deadlineMs());
    return Math.min(readyMs + lastsMs, certainMs + WAIT_MS);
  };
  await play(stage, isOver, untilMs);
}

async function playLiveness(stage: LiveStage): Promise<void> {
  const { world, calls, scenario, host } = stage;
  const pending = new Pending({ world, calls, cut: new Set() });
  const endMs = Math.max(world.nowMs, stage.deadlineMs()) + scenario.expect.eventuallyMs;
  await play(
    stage,
    () => !pending.isPending,
    () => endMs,
  );
  const settledMs = world.nowMs + SETTLE_MS;
  await play(
    stage,
    () => host.core.host.unsettledRuns === 0,
    () => settledMs,
  );
}

/** Plays until a claim holds, until a time, or until it is broken off. */
async function play(
  { world, steps, bell, signal }: LiveStage,
  isOver: () => boolean,
  untilMs: () => number,
): Promise<void> {
  while (!signal.aborted) {
    if (steps.nextMs <= world.nowMs) steps.playDue();
    const { nowMs } = world;
    const endMs = untilMs();
    if (isOver() || nowMs >= endMs) return;
    await bell.rung(Math.min(steps.nextMs - nowMs, endMs - nowMs, LOOK_MS));
  }
}

const WAITS_EVERY_MS = 10_000;
/** An agent in a process of its own says without a line of the trace when it has no job left. */
const LOOK_MS = 100;

function resultOf(stage: LiveStage, readyMs: number, notReady: readonly string[]): LiveRun {
  const { world, cast, steps, faults, seed, host } = stage;
  const trace = stage.trace.sorted();
  const observation = new Observation(stage.scenario.options.fleet, LIVE_VIEW);
  for (const event of trace) observation.see(event);
  // As whoever reads the stored trace has it.
  const endMs = trace.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  const violations = observation.end(endMs);
  const { controller } = world.service;
  const run = {
    ...{ seed, readyMs, notReady, violations, endMs },
    nodeIds: cast.nodeIds,
    commandIds: cast.commandIds,
    outcomes: outcomesOf({ controller, cast, escaped: observation.escaped }),
    sightings: observation.sightings,
    unplayed: steps.unplayed,
    refusals: steps.refusals,
    fired: faults.fired,
    traceHash: observation.traceHash,
    events: observation.events,
  };
  return { run, trace, containment: host.containment };
}

/** What is alive when all has ended is a violation that no line of the trace shows. */
function withLeft(played: LiveRun, left: readonly string[]): LiveRun {
  if (left.length === 0) return played;
  const { run, trace } = played;
  const last = Math.max(0, trace.length - 1);
  const found = left.map((says) => ({
    property: "simulatorStopsItself",
    seqs: [last, last] as const,
    says,
  }));
  return { ...played, run: { ...run, violations: [...run.violations, ...found] } };
}
