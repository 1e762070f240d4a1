/**
 * What a report adds to the record of an invocation: when it began, results of steps, a text.
 *
 * Reports may come twice, late, and in another order than they were made. The record is the same
 * all the same: the earliest beginning counts, and of a step (which a reboot has run twice) the
 * result that ended last. Times are the node's own, and as right as its clock.
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
  if (HAS_BEGUN.has(content.documentStatus)) {
    const { dateTimeMs } = content;
    invocation.startedMs = Math.min(invocation.startedMs ?? dateTimeMs, dateTimeMs);
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
  { effects }: StepContext,
  invocation: Invocation,
  { step, result, reply }: { readonly step: string; readonly result: StepResult; reply: string },
): void {
  const known = stepOf(invocation, step);
  if (known !== undefined && isSame(known, result)) return;
  const { steps } = invocation;
  invocation.steps = steps === NO_STEPS ? { [step]: result } : { ...steps, [step]: result };
  if (!effects.tracing) return;
  const { nodeId: node, commandId: command } = invocation;
  const { status, code, startMs, endMs } = result;
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
