/**
 * One step of a document worker: an input comes in, the machine moves, effects go out.
 *
 * The worker neither starts nor kills anything itself. News of its process comes in the order that
 * process-event.ts promises, and only of the step that it runs now. Output counts until the step
 * is killed or has ended: the real one stops copying before it kills.
 */
import type { Effects } from "../kernel/effect.ts";
import type { ProcessEvent } from "../process/process-event.ts";
import type { AgentStatus, StepResult } from "../wire/message.ts";
import { documentStatus } from "./document-status.ts";
import type { WorkerEffect, WorkerInput } from "./input.ts";
import type { RangeMs } from "./options.ts";
import { keepOutput } from "./output.ts";
import {
  cancelledStep,
  exitedStep,
  missedStep,
  refusedStep,
  timedOutStep,
  unlaunchedStep,
  unstartedStep,
} from "./step-end.ts";
import { stepEnvironment } from "./step-environment.ts";
import { settleStep } from "./step-flow.ts";
import { WORKER_RUNTIME } from "./worker-record.ts";
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
      advance(worker, EVENT.start, { nowMs, effects });
      return;
    case "timer":
      advance(worker, WORKER_RUNTIME.timerEvent(input.timer), { nowMs, effects });
      return;
    case "process.output":
      hear(worker, input);
      return;
    case "process.signalled":
      advance(worker, input.delivered ? EVENT.delivered : EVENT.missed, { nowMs, effects });
      return;
    case "process.exited":
    case "process.failed":
      advance(worker, EVENT_OF[input.type], { nowMs, effects, news: input });
      return;
    default:
      advance(worker, EVENT_OF[input.type], { nowMs, effects });
  }
}

/** What one move is about. */
interface Move {
  readonly nowMs: number;
  readonly effects: Effects<WorkerEffect>;
  /** The news that caused it, where there is something to read in it. */
  readonly news?: ProcessEvent;
}

const EVENT = {
  start: WORKER_RUNTIME.event("worker.start"),
  delivered: WORKER_RUNTIME.event("process.signalled.delivered"),
  missed: WORKER_RUNTIME.event("process.signalled.missed"),
  refused: WORKER_RUNTIME.event("step.refused"),
  next: WORKER_RUNTIME.event("step.next"),
} as const;

const EVENT_OF = {
  "worker.cancel": WORKER_RUNTIME.event("worker.cancel"),
  "process.started": WORKER_RUNTIME.event("process.started"),
  "process.failed": WORKER_RUNTIME.event("process.failed"),
  "process.exited": WORKER_RUNTIME.event("process.exited"),
  "process.closed": WORKER_RUNTIME.event("process.closed"),
} as const;

const CANCELLED_OVER = WORKER_RUNTIME.state("stepOver.cancelled");
const ORDINARY_OVER = WORKER_RUNTIME.state("stepOver.ordinary");

function advance(worker: DocumentWorker, event: number, move: Move): void {
  const step = WORKER_RUNTIME.step(worker.state, event);
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
  if (worker.state === ORDINARY_OVER) nextStep(worker, move);
  else if (worker.state === CANCELLED_OVER) cancelRest(worker, move);
}

function traceIgnored(worker: DocumentWorker, event: number, { effects }: Move): void {
  effects.trace({
    event: "event.ignored",
    node: worker.node,
    command: worker.order.commandId,
    machine: WORKER_RUNTIME.id,
    state: WORKER_RUNTIME.states[worker.state],
    cause: WORKER_RUNTIME.events[event],
  });
}

function delayOf(worker: DocumentWorker, delay: string, nowMs: number): RangeMs {
  const { minMs, maxMs } = worker.options.spawnMs;
  if (delay === "spawnMs") return worker.options.spawnMs;
  if (delay === "timeoutMs") {
    const timeoutMs = worker.stepOrder.timeoutSeconds * 1000;
    return { minMs: timeoutMs, maxMs: timeoutMs };
  }
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
      worker.results = [...worker.results, endStep(worker, action, move)];
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
  if (worker.refusal !== undefined) {
    advance(worker, EVENT.refused, move);
    return;
  }
  const { node } = worker;
  const { commandId } = worker.order;
  const environment = stepEnvironment(worker);
  move.effects.push({
    type: "startProcess",
    spec: { node, commandId, stepName: key, script, workingDirectory, environment },
  });
}

function hear(worker: DocumentWorker, output: ProcessEvent & { type: "process.output" }): void {
  if (!WORKER_RUNTIME.is(worker.state, "step")) return;
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
  return settleStep(endRunning(worker, action, move), worker.stepOrder.flow);
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
  advance(worker, EVENT.next, move);
}

/** The steps after a cancelled one are gone through, and each ends cancelled at once. */
function cancelRest(worker: DocumentWorker, move: Move): void {
  while (worker.step + 1 < worker.order.steps.length) {
    sayStep(worker, worker.step, move.effects);
    worker.step += 1;
    worker.results = [...worker.results, unstartedStep(worker, move.nowMs)];
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

function endEvent(worker: DocumentWorker): number {
  const counted = worker.results.filter((result, step) => counts(worker, step, result));
  return WORKER_RUNTIME.event(`document.ended.${documentStatus(counted)}`);
}

function endDocument(worker: DocumentWorker, effects: Effects<WorkerEffect>): void {
  const results: Record<string, StepResult> = {};
  worker.results.forEach((result, step) => {
    if (counts(worker, step, result)) results[worker.order.steps[step]?.key ?? ""] = result;
  });
  const status = WORKER_RUNTIME.states[worker.state] as AgentStatus;
  const last = worker.stepOrder.key;
  const message = { type: "document.ended", status, last, results, done: worker.results } as const;
  effects.push({ type: "tellAgent", message });
  effects.push({ type: "endWorker" });
}
