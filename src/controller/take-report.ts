/**
 * What a report adds to the record of an invocation: when it began, results of steps, a text.
 *
 * Reports may come twice, late, and in another order than they were made. The record is the same
 * all the same: the earliest beginning counts, and of a step (which a reboot has run twice) the
 * result that ended last. Times are kept in order, whatever the node's clock has said: nothing
 * begins before it was asked for, or ends before it began.
 */
import type { AgentJobReply, AgentStatus, ReplyContent, StepResult } from "../wire/message.ts";
import { detailsOf } from "./invocation-state.ts";
import { NO_STEPS } from "./invocation.ts";
import type { Invocation } from "./invocation.ts";
import type { StepContext } from "./step-context.ts";

/**
 * Takes a report over that counts.
 *
 * Steps are collected from every reply: the final one has them only for documents of one step. A
 * job that failed before it began (a document that can't be parsed) sends nothing but a final one.
 */
export function takeReport(
  context: StepContext,
  invocation: Invocation,
  { content, messageId }: AgentJobReply,
): void {
  const { requestedMs } = context.controller.commandOf(invocation);
  if (HAS_BEGUN.has(content.documentStatus)) {
    const beganMs = Math.max(requestedMs, content.dateTimeMs);
    invocation.startedMs = Math.min(invocation.startedMs ?? beganMs, beganMs);
  }
  if (content.documentTraceOutput !== "") invocation.traceOutput = content.documentTraceOutput;
  for (const [step, result] of stepsOf(content)) {
    const known = stepOf(invocation, step);
    if (known !== undefined && known.endMs > result.endMs) continue;
    keepStep(context, invocation, { step, result, reply: messageId });
  }
}

/**
 * Of a document of several steps the final report may overtake the one about the last step: that
 * one completes the record, and changes nothing else. True if it did.
 */
export function completeRecord(
  context: StepContext,
  invocation: Invocation,
  { content, messageId }: AgentJobReply,
): boolean {
  const wasReported =
    invocation.startedMs !== undefined && REPORTED.has(detailsOf(invocation.state));
  if (!wasReported) return false;
  const missing = stepsOf(content).filter(([step]) => stepOf(invocation, step) === undefined);
  for (const [step, result] of missing) {
    keepStep(context, invocation, { step, result, reply: messageId });
  }
  return missing.length > 0;
}

function keepStep(
  { controller, effects }: StepContext,
  invocation: Invocation,
  { step, result, reply }: { readonly step: string; readonly result: StepResult; reply: string },
): void {
  const kept = inOrder(result, controller.commandOf(invocation).requestedMs);
  const known = stepOf(invocation, step);
  if (known !== undefined && isSame(known, kept)) return;
  const { steps } = invocation;
  invocation.steps = steps === NO_STEPS ? { [step]: kept } : { ...steps, [step]: kept };
  if (!effects.tracing) return;
  const { nodeId: node, commandId: command } = invocation;
  const { status, code, startMs, endMs } = kept;
  effects.trace({
    event: "step.recorded",
    node,
    command,
    step,
    reply,
    status,
    code,
    startMs,
    endMs,
  });
}

function stepsOf({ runtimeStatus }: ReplyContent): readonly (readonly [string, StepResult])[] {
  return runtimeStatus === null ? [] : Object.entries(runtimeStatus);
}

function stepOf({ steps }: Invocation, step: string): StepResult | undefined {
  return Object.hasOwn(steps, step) ? steps[step] : undefined;
}

/** The result itself when its times are in order. */
function inOrder(result: StepResult, requestedMs: number): StepResult {
  const startMs = Math.max(requestedMs, result.startMs);
  const endMs = Math.max(startMs, result.endMs);
  return startMs === result.startMs && endMs === result.endMs
    ? result
    : { ...result, startMs, endMs };
}

function isSame(one: StepResult, other: StepResult): boolean {
  return (Object.keys(one) as (keyof StepResult)[]).every((key) => one[key] === other[key]);
}

const HAS_BEGUN: ReadonlySet<AgentStatus> = new Set([
  "InProgress",
  "SuccessAndReboot",
  "PassedAndReboot",
]);

/** The ends that an agent has told of. */
const REPORTED: ReadonlySet<string> = new Set([
  "Success",
  "Failed",
  "ExecutionTimedOut",
  "Cancelled",
]);
