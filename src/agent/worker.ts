/**
 * One step of a document worker: an input comes in, the machine moves, effects go out.
 *
 * The worker neither starts nor kills anything itself. News of its process comes in the order that
 * process-event.ts promises, and only of the step that it runs now. Output counts until the step
 * is killed or has ended: the real one stops copying before it kills.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import type { ProcessEvent } from "../process/process-event.ts";
import type { AgentStatus, StepResult } from "../wire/message.ts";
import { documentStatus } from "./document-status.ts";
import type { WorkerEffect, WorkerInput } from "./input.ts";
import { climbLadder, escapeText, judgeLook, ladderDelayMs } from "./kill-ladder.ts";
import type { RangeMs } from "./options.ts";
import { keepOutput } from "./output.ts";
import { keeps } from "./profile.ts";
import {
  cancelledStep,
  cutOf,
  exitedStep,
  missedStep,
  refusedStep,
  stoppedStep,
  timedOutStep,
  unlaunchedStep,
  unstartedStep,
} from "./step-end.ts";
import { stepEnvironment } from "./step-environment.ts";
import { settleStep } from "./step-flow.ts";
import type { DocumentWorker } from "./worker-record.ts";

export { DocumentWorker } from "./worker-record.ts";
export type { WorkerParts } from "./worker-record.ts";

/** Moves a worker by one input. Errors: never throws; an input out of place is traced. */
export function stepWorker(
  worker: DocumentWorker,
  input: WorkerInput,
  nowMs: number,
  effects: Effects<WorkerEffect>,
): void {
  switch (input.type) {
    case "worker.start":
      worker.startedMs = nowMs;
      advance(worker, "worker.start", { nowMs, effects });
      return;
    case "timer":
      advance(worker, worker.runtime.timers[input.timer]?.event ?? "", { nowMs, effects });
      return;
    case "clock.moved":
      // Only lengths are measured by it; dates stay as they were told.
      worker.startedMs += input.byMs;
      return;
    case "process.output":
      hear(worker, input);
      return;
    case "process.signalled":
      advance(worker, `process.signalled.${input.delivered ? "delivered" : "missed"}`, {
        nowMs,
        effects,
      });
      return;
    case "process.survivors":
      advance(worker, judgeLook(worker, input.pids), { nowMs, effects });
      return;
    case "process.exited":
    case "process.failed":
      advance(worker, input.type, { nowMs, effects, news: input });
      return;
    default:
      advance(worker, input.type, { nowMs, effects });
  }
}

/** What one move is about. */
interface Move {
  readonly nowMs: number;
  readonly effects: Effects<WorkerEffect>;
  /** The news that caused it, where there is something to read in it. */
  readonly news?: ProcessEvent;
}

/** Moves the machine by the name of an event. */
function advance(worker: DocumentWorker, event: string, move: Move): void {
  const { runtime } = worker;
  const step = runtime.step(worker.state, runtime.event(event));
  if (step === undefined) {
    if (move.effects.tracing) traceIgnored(worker, event, move);
    return;
  }
  worker.state = step.target;
  for (const effect of step.effects) {
    if (effect.type === "startDelay") {
      const { minMs, maxMs } = delayOf(worker, effect.delay, move.nowMs);
      move.effects.push({ type: "startTimer", subject: 0, timer: effect.timer, minMs, maxMs });
    } else if (effect.type === "stopDelay") {
      move.effects.push({ type: "stopTimer", subject: 0, timer: effect.timer });
    } else act(worker, effect.name, move);
  }
  if (!runtime.is(worker.state, "stepOver")) return;
  if (worker.isCancelled || runtime.is(worker.state, "cancelled")) cancelRest(worker, move);
  else nextStep(worker, move);
}

function traceIgnored(worker: DocumentWorker, event: string, { effects }: Move): void {
  effects.trace({
    event: "event.ignored",
    node: worker.node,
    command: worker.order.commandId,
    machine: worker.runtime.id,
    state: worker.runtime.states[worker.state],
    cause: event,
  });
}

function delayOf(worker: DocumentWorker, delay: string, nowMs: number): RangeMs {
  const { minMs, maxMs } = worker.options.spawnMs;
  if (delay === "spawnMs") return worker.options.spawnMs;
  if (delay === "timeoutMs") {
    const timeoutMs = worker.stepOrder.timeoutSeconds * 1000;
    return { minMs: timeoutMs, maxMs: timeoutMs };
  }
  const waitMs = ladderDelayMs(worker.options, delay);
  if (waitMs !== undefined) return { minMs: waitMs, maxMs: waitMs };
  // A cancel does not hurry the worker's start: what is left of it is waited for.
  const goneMs = nowMs - worker.startedMs;
  return { minMs: Math.max(0, minMs - goneMs), maxMs: Math.max(0, maxMs - goneMs) };
}

function act(worker: DocumentWorker, action: string, move: Move): void {
  switch (action) {
    case "startProcess":
      startStep(worker, move);
      return;
    case "keepExit":
      keepExit(worker, move);
      return;
    case "killGroup":
      move.effects.push({ type: "signalProcess", signal: "SIGKILL" });
      return;
    case "endDocument":
      endDocument(worker, move.effects);
      return;
    default:
      if (climbLadder(worker, action, move.effects)) return;
      worker.results = append(worker.results, endStep(worker, action, move));
  }
}

function startStep(worker: DocumentWorker, move: Move): void {
  const { key, script, workingDirectory } = worker.stepOrder;
  if (worker.again !== undefined) sayEarlierFailures(worker, move.effects);
  // Run again after a reboot a step goes on with its output, and began when it first did.
  worker.stepStartMs = worker.again?.startMs ?? move.nowMs;
  worker.stdout = worker.again?.standardOutput ?? "";
  worker.stderr = worker.again?.standardError ?? "";
  worker.again = undefined;
  worker.exitCode = null;
  worker.exitSignal = null;
  worker.isClosed = false;
  if (worker.refusal !== undefined) {
    advance(worker, "step.refused", move);
    return;
  }
  const { node } = worker;
  const { commandId } = worker.order;
  const environment = stepEnvironment(worker);
  const spec = { node, commandId, stepName: key, script, workingDirectory, environment };
  const isLeader = keeps(worker.options, "leadingShell");
  move.effects.push({ type: "startProcess", spec: isLeader ? { ...spec, exec: true } : spec });
}

/** Where in the machine output counts; the names after the first are those of the kill ladder. */
const HEARS = ["step", "stopping", "overrun", "unmet"];

function hear(worker: DocumentWorker, output: ProcessEvent & { type: "process.output" }): void {
  if (!HEARS.some((segment) => worker.runtime.is(worker.state, segment))) return;
  if (output.stream === "stdout") worker.stdout = keepOutput(worker.stdout, output.bytes);
  else worker.stderr = keepOutput(worker.stderr, output.bytes);
}

function keepExit(worker: DocumentWorker, { news }: Move): void {
  if (news?.type !== "process.exited") return;
  worker.exitCode = news.code;
  worker.exitSignal = news.signal;
}

function endStep(worker: DocumentWorker, action: string, move: Move): StepResult {
  if (action === "endRefused") return refusedStep(worker, move.nowMs);
  if (action === "endUnstarted") return unstartedStep(worker, move.nowMs);
  if (action === "endStopped") return stoppedStep(worker, "Cancelled", move.nowMs);
  if (action === "endOverrun") return stoppedStep(worker, "TimedOut", move.nowMs);
  return settleStep(endRunning(worker, action, move), worker.stepOrder.flow, cutOf(worker));
}

function endRunning(worker: DocumentWorker, action: string, { nowMs, news }: Move): StepResult {
  switch (action) {
    case "endUnlaunched":
      return unlaunchedStep(worker, news?.type === "process.failed" ? news.message : "", nowMs);
    case "endExited":
      return exitedStep(worker, nowMs);
    case "endCancelled":
      return cancelledStep(worker, nowMs);
    case "endTimedOut":
      return timedOutStep(worker, nowMs);
    case "endCancelMissed":
      return worker.hasExited ? missedStep(worker, nowMs) : cancelledStep(worker, nowMs);
    default:
      return worker.hasExited ? missedStep(worker, nowMs) : timedOutStep(worker, nowMs);
  }
}

/** Also a failed step has a next one, which may be passed over; only a reboot ends here. */
function nextStep(worker: DocumentWorker, move: Move): void {
  const result = worker.results.at(-1);
  const isLast = worker.step + 1 >= worker.order.steps.length;
  if (result === undefined || isLast || result.status === "SuccessAndReboot") {
    advance(worker, endEvent(worker), move);
    return;
  }
  sayStep(worker, worker.step, move.effects);
  worker.step += 1;
  advance(worker, "step.next", move);
}

/** The steps after a cancelled one are gone through, and each ends cancelled at once. */
function cancelRest(worker: DocumentWorker, move: Move): void {
  while (worker.step + 1 < worker.order.steps.length) {
    sayStep(worker, worker.step, move.effects);
    worker.step += 1;
    worker.results = append(worker.results, unstartedStep(worker, move.nowMs));
  }
  advance(worker, endEvent(worker), move);
}

function sayStep(worker: DocumentWorker, step: number, effects: Effects<WorkerEffect>): void {
  const [order, result] = [worker.order.steps[step], worker.results[step]];
  if (order === undefined || result === undefined) return;
  const message = { type: "step.ended", key: order.key, result } as const;
  effects.push({ type: "tellAgent", message });
}

/** Of the steps of before a reboot only failures are said again, and count for the document. */
function sayEarlierFailures(worker: DocumentWorker, effects: Effects<WorkerEffect>): void {
  for (let step = 0; step < worker.firstStep; step += 1) {
    if (worker.results[step]?.status === "Failed") sayStep(worker, step, effects);
  }
}

function counts(worker: DocumentWorker, step: number, result: StepResult): boolean {
  return step >= worker.firstStep || result.status === "Failed";
}

function endEvent(worker: DocumentWorker): string {
  const counted = worker.results.filter((result, step) => counts(worker, step, result));
  return `document.ended.${documentStatus(counted)}`;
}

function endDocument(worker: DocumentWorker, effects: Effects<WorkerEffect>): void {
  const results: Record<string, StepResult> = {};
  worker.results.forEach((result, step) => {
    if (counts(worker, step, result)) results[worker.order.steps[step]?.key ?? ""] = result;
  });
  const status = worker.runtime.states[worker.state] as AgentStatus;
  const last = worker.stepOrder.key;
  const escape = keeps(worker.options, "escape") ? escapeText(worker) : "";
  const rest = escape === "" ? {} : { traceOutput: escape };
  const { results: done } = worker;
  const message = { type: "document.ended", status, last, results, done, ...rest } as const;
  effects.push({ type: "tellAgent", message });
  effects.push({ type: "endWorker" });
}
