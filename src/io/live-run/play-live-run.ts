/**
 * Plays one run of a scenario live, in the three parts of a virtual run (scenario/run/play-run.ts),
 * and answers what came of it, with its trace.
 *
 * Time 0 of steps and faults is the moment at which the fleet is ready. What ends a part is the same
 * as in virtual time; how long is waited in vain is less.
 */
import { rm } from "node:fs/promises";
import { Pending } from "../../world/pending.ts";
import { brokenOff, resultOf, withLeft } from "./live-result.ts";
import type { LiveRun } from "./live-result.ts";
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

/**
 * Undefined when it was broken off before its fleet was there; later the run says so, and is what
 * its trace shows by then. Errors: rejects as service and host do when they can't start.
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
    let played: Played;
    try {
      played = await playAll(stage, parts);
    } finally {
      await stage.close();
    }
    if (played.whole === undefined || parts.signal.aborted) return brokenOff(stage, played.readyMs);
    return withLeft(played.whole, await whatIsLeft(directory));
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

interface Played {
  readonly readyMs: number;
  /** Undefined when it was broken off. */
  readonly whole: LiveRun | undefined;
}

async function playAll(stage: LiveStage, { waits }: LiveRunParts): Promise<Played> {
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
    if (stage.signal.aborted) return { readyMs, whole: undefined };
    await stage.takeInventory();
    return { readyMs, whole: resultOf(stage, readyMs, notReady) };
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
    () => host.core.host.runs.unsettled === 0,
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
