/**
 * Plays one run of a scenario, in three parts, and answers what came of it.
 *
 * First the fleet comes up: that moment is time 0 of steps and faults. Then the *safety* part:
 * steps and faults, until there is nothing left of either and every command has ended, or until the
 * scenario's own length is over. Then the *liveness* part: every fault is healed, and everything
 * has to come to rest. A run stops now and then (it is a generator), so that somebody else gets a
 * turn; that changes nothing of it.
 */
import { Pending } from "../../world/pending.ts";
import type { RunResult } from "../result.ts";
import { outcomesOf } from "./outcomes.ts";
import { makeStage } from "./stage.ts";
import type { Stage, StageParts } from "./stage.ts";

/** Agents whose first report is refused take some minutes; past this they never come. */
const READY_MS = 3_600_000;
/** How long steps that wait for an event are given after the last thing that is certain to come. */
const WAIT_MS = 3_600_000;
/** What the longest back-off of an agent is given more, for handshakes. */
const SPARE_MS = 60_000;
/** About 50 ms of work. */
const EVENTS_A_TURN = 5_000;
/** Source: our choice: ten times a day of ten thousand nodes. Past it something goes in a circle. */
const EVENTS_MAX = 500_000_000;

export type Run = Generator<undefined, RunResult>;

/** Errors: throws when a run has EVENTS_MAX events: a defect of the simulator. */
export function* playRun(parts: StageParts): Run {
  const stage = makeStage(parts);
  const { world, steps, faults } = stage;
  const notReady = yield* comeUp(stage);
  const readyMs = world.nowMs;
  if (notReady.length === 0) {
    steps.start();
    faults.start();
    yield* playSafety(stage, readyMs);
  }
  steps.close();
  faults.heal();
  if (notReady.length === 0) yield* playLiveness(stage);
  return resultOf(stage, readyMs, notReady);
}

/** Plays until every node that starts as Running is Online; answers the names of the others. */
function* comeUp(stage: Stage): Generator<undefined, readonly string[]> {
  const { cast, readiness, world } = stage;
  yield* play(
    stage,
    () => readiness.isReady(world),
    () => READY_MS,
  );
  return readiness.missing(world).map((id) => cast.nodeName(id));
}

function* playSafety(stage: Stage, readyMs: number): Generator<undefined, void> {
  const { world, calls, steps, observation } = stage;
  const { lastsMs = Infinity } = stage.scenario.options;
  const faultsMs = stage.faults.timedMs;
  const pending = new Pending({ world, calls, cut: new Set() });
  const isOver = () => {
    if (steps.isUnderWay || pending.hasOpenWork || world.nowMs < faultsMs) return false;
    return !steps.isOpen || !pending.isPending;
  };
  const untilMs = () => {
    const certainMs = Math.max(steps.timedMs, faultsMs, observation.deadlineMs);
    return Math.min(readyMs + lastsMs, certainMs + WAIT_MS);
  };
  yield* play(stage, isOver, untilMs);
}

function* playLiveness(stage: Stage): Generator<undefined, void> {
  const { world, calls, observation, scenario } = stage;
  const pending = new Pending({ world, calls, cut: new Set() });
  const healedMs = world.nowMs;
  const isOver = () => !pending.isPending;
  const endMs = Math.max(healedMs, observation.deadlineMs) + scenario.expect.eventuallyMs;
  if (yield* play(stage, isOver, () => endMs)) return;
  if (pending.hasOpenWork) return;
  // Agents are given their longest back-off, so that it can be said of them that they stay away.
  const backOffMs = scenario.options.fleet.agent.retryMsMax + SPARE_MS;
  yield* play(stage, isOver, () => healedMs + backOffMs);
}

/** Plays until a claim holds, or until a time; whether it holds. */
function* play(
  stage: Stage,
  isOver: () => boolean,
  untilMs: () => number,
): Generator<undefined, boolean> {
  const { world, calls, steps } = stage;
  for (let events = 1; events <= EVENTS_MAX; events += 1) {
    if (events % EVENTS_A_TURN === 0) yield undefined;
    if ((calls.nextMs ?? Infinity) <= world.nowMs) calls.playDue();
    if (steps.nextMs <= world.nowMs) steps.playDue();
    if (isOver()) return true;
    const endMs = untilMs();
    if (world.nowMs >= endMs) return false;
    const nextMs = Math.min(calls.nextMs ?? Infinity, steps.nextMs, endMs);
    if (world.nextMs !== undefined && world.nextMs <= nextMs) world.step();
    else world.runUntil(nextMs);
  }
  throw new Error(`the run (seed ${stage.seed}) has had ${EVENTS_MAX} events and goes on`);
}

function resultOf(stage: Stage, readyMs: number, notReady: readonly string[]): RunResult {
  const { world, cast, steps, faults, observation, seed } = stage;
  world.takeInventory();
  return {
    seed,
    readyMs,
    notReady,
    nodeIds: cast.nodeIds,
    commandIds: cast.commandIds,
    outcomes: outcomesOf({
      controller: world.service.controller,
      cast,
      escaped: observation.escaped,
    }),
    violations: observation.end(world.nowMs),
    sightings: observation.sightings,
    unplayed: steps.unplayed,
    refusals: steps.refusals,
    fired: faults.fired,
    traceHash: observation.traceHash,
    events: observation.events,
    endMs: world.nowMs,
  };
}
