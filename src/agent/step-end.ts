/**
 * How a step can end, and what its result says then.
 *
 * A kill that met somebody counts as done: its code is fixed, and nobody waits for the exit. A
 * kill that met nobody, after the leader's end was heard of, is a failure of its own, even of a
 * script that had ended well.
 * Source: amazon-ssm-agent 3.3, measured; agent/executers/executers.go.
 */
import type { AgentStatus, StepResult } from "../wire/message.ts";
import { exitOutcome, ownOutcome, signalCode } from "./exit-outcome.ts";
import { cutBytes, cutCharacters, joinOutput, limitStream } from "./output.ts";
import type { Cut } from "./output.ts";
import { keeps } from "./profile.ts";
import type { DocumentWorker } from "./worker-record.ts";

/** Cancelled before it began; one that would not have run says why, cancelled or not. */
export function unstartedStep(worker: DocumentWorker, nowMs: number): StepResult {
  if (worker.refusal !== undefined) return refusedStep(worker, nowMs);
  return stepResult(worker, { ...UNSTARTED, startMs: nowMs, endMs: nowMs });
}

/** The system could not start its process. */
export function unlaunchedStep(worker: DocumentWorker, message: string, nowMs: number): StepResult {
  return failedStep(worker, { code: 1, reason: message, nowMs });
}

/** Its precondition is false, its plugin can't run here, or an earlier step ended the document. */
export function refusedStep(worker: DocumentWorker, nowMs: number): StepResult {
  const { status, message } = worker.refusal ?? { status: "Skipped", message: "" };
  const code = status === "Failed" ? 1 : 0;
  const end: StepEnd = { ...UNSTARTED, status, code, startMs: nowMs, endMs: nowMs };
  return { ...stepResult(worker, end), output: message };
}

/** It ended by itself, and nobody holds its output any more. */
export function exitedStep(worker: DocumentWorker, nowMs: number): StepResult {
  const outcome = keeps(worker.options, "ownDeath") ? ownOutcome : exitOutcome;
  const { status, code, reason } = outcome(worker.exitCode, worker.exitSignal);
  if (reason !== undefined) return failedStep(worker, { code, reason, nowMs });
  return endedStep(worker, status, code, nowMs);
}

/** Killed for a cancel. */
export function cancelledStep(worker: DocumentWorker, nowMs: number): StepResult {
  return endedStep(worker, "Cancelled", KILLED_CODE, nowMs);
}

/** Killed at its time limit. */
export function timedOutStep(worker: DocumentWorker, nowMs: number): StepResult {
  return endedStep(worker, "TimedOut", KILLED_CODE, nowMs);
}

/** Ended by the kill ladder; its code says how, 137 if its leader outlived even SIGKILL. */
export function stoppedStep(
  worker: DocumentWorker,
  status: "Cancelled" | "TimedOut",
  nowMs: number,
): StepResult {
  const { exitCode, exitSignal, hasExited } = worker;
  const isKnown = hasExited && keeps(worker.options, "exitCode");
  const code = isKnown ? (exitCode ?? signalCode(exitSignal)) : KILLED_CODE;
  return endedStep(worker, status, code, nowMs);
}

/** How what is too long is cut. */
export function cutOf(worker: DocumentWorker): Cut {
  return keeps(worker.options, "wholeCharacters") ? cutCharacters : cutBytes;
}

/** The kill met nobody: the group was gone, while something outside of it held the output. */
export function missedStep(worker: DocumentWorker, nowMs: number): StepResult {
  return failedStep(worker, { code: 1, reason: "no such process", nowMs });
}

/** What the agent adds to stderr when it says why a step failed. */
export const FAILURE_SENTENCE = "failed to run commands: ";

/** 128 + SIGKILL. Source: CommandStoppedPreemptivelyExitCode. */
const KILLED_CODE = 137;

const UNSTARTED = { status: "Cancelled", code: 1, stdout: "", stderr: "" } as const;

function failedStep(
  worker: DocumentWorker,
  { code, reason, nowMs }: { code: number; reason: string; nowMs: number },
): StepResult {
  const stderr = `${worker.stderr}${FAILURE_SENTENCE}${reason}`;
  const { stdout, stepStartMs: startMs } = worker;
  return stepResult(worker, { status: "Failed", code, stdout, stderr, startMs, endMs: nowMs });
}

function endedStep(
  worker: DocumentWorker,
  status: AgentStatus,
  code: number,
  nowMs: number,
): StepResult {
  const { stdout, stderr, stepStartMs: startMs } = worker;
  return stepResult(worker, { status, code, stdout, stderr, startMs, endMs: nowMs });
}

interface StepEnd {
  readonly status: AgentStatus;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly startMs: number;
  readonly endMs: number;
}

function stepResult(worker: DocumentWorker, end: StepEnd): StepResult {
  const { stepOrder: step, order } = worker;
  const bucket = order.outputS3BucketName;
  const cut = cutOf(worker);
  return {
    status: end.status,
    code: end.code,
    name: step.action,
    output: joinOutput(end.stdout, end.stderr, cut),
    startMs: end.startMs,
    endMs: end.endMs,
    outputS3BucketName: bucket,
    outputS3KeyPrefix: bucket === "" ? "" : s3KeyPrefix(worker),
    stepName: bucket === "" ? "" : step.key,
    standardOutput: limitStream(end.stdout, cut),
    standardError: limitStream(end.stderr, cut),
  };
}

/** Where the real agent uploads to: `<prefix>/<command>/<node>/awsrunShellScript`. */
function s3KeyPrefix({ order, node, stepOrder }: DocumentWorker): string {
  const action = stepOrder.action.replaceAll(":", "");
  return `${order.outputS3KeyPrefix}/${order.commandId}/${node}/${action}`;
}
