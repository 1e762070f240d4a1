/**
 * The end of a job: what is replied, and that its file goes.
 *
 * The file goes before the replies are acknowledged. If the agent ends in between, nobody hears
 * of the job again: so does the real one. With `ideal` they are stored before.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import type { StepResult } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { answerCancels } from "./cancel-answer.ts";
import type { AgentEffect, WorkerMessage } from "./input.ts";
import type { Job } from "./job.ts";
import { keeps } from "./profile.ts";
import { finalContent, makeReply, polledContent, stepContent } from "./reply.ts";
import { sendReply, sendReplyPair } from "./reply-queue.ts";
import { unstartedStep } from "./step-end.ts";
import { DocumentWorker } from "./worker-record.ts";

interface ReportMove {
  readonly nowMs: number;
  readonly effects: Effects<AgentEffect>;
}

/** A step has ended, and others follow: one reply about it alone. */
export function reportStep(
  agent: Agent,
  job: Job,
  { key, result }: WorkerMessage & { type: "step.ended" },
  { nowMs, effects }: ReportMove,
): void {
  job.counts = { ...job.counts, [result.status]: (job.counts[result.status] ?? 0) + 1 };
  const content = stepContent(agent, { key, result, counts: job.counts, nowMs });
  sendReply(agent, replyOf(agent, job, content), nowMs, effects);
}

/** The document has ended: the last step's reply and the final one leave together. */
export function reportEnd(agent: Agent, job: Job, said: Ended, move: ReportMove): void {
  end(agent, job, said.status, move.effects);
  reply(agent, job, said, move);
  const isStopped = said.done.some(({ status }) => status === "Cancelled");
  const reason = isStopped ? "" : "nothing to stop: the command had ended by itself";
  answerCancels(agent, job.message.jobId, { reason, ...move });
}

/** It was cancelled before it began, or before it went on after a reboot. */
export function reportUnstarted(agent: Agent, job: Job, { nowMs, effects }: ReportMove): void {
  const status = "Cancelled";
  end(agent, job, status, effects);
  const results = unstartedResults(agent, job, nowMs);
  const counts = countStatuses(results);
  const content = finalContent(agent, { status, results, counts, nowMs });
  sendReply(agent, replyOf(agent, job, content), nowMs, effects);
  answerCancels(agent, job.message.jobId, { reason: "", nowMs, effects });
}

/** The same for one that waits for a reboot: its file stays, with all that is needed to go on. */
export function reportReboot(agent: Agent, job: Job, said: Ended, move: ReportMove): void {
  const { id, message, service, receivedMs, runCount } = job;
  const { done } = said;
  const value = { folder: "current", message, service, receivedMs, runCount, done } as const;
  move.effects.push({ type: "storeRecord", table: "job", key: id, value });
  traceEnd(agent, job, said.status, move.effects);
  reply(agent, job, said, move);
}

type Ended = WorkerMessage & { type: "document.ended" };

function reply(
  agent: Agent,
  job: Job,
  { status, last, results, traceOutput }: Ended,
  { nowMs, effects }: ReportMove,
): void {
  const counts = countStatuses(results);
  const final = finalContent(agent, { status, results, counts, traceOutput, nowMs });
  const result = results[last];
  if (result === undefined) {
    sendReply(agent, replyOf(agent, job, final), nowMs, effects);
    return;
  }
  const step = stepContent(agent, { key: last, result, counts, nowMs });
  const first = replyOf(agent, job, step);
  sendReplyPair(agent, { first, second: replyOf(agent, job, final) }, nowMs, effects);
}

/** The worker is gone and left no end: the job counts as failed, by its final reply alone. */
export function reportLost(agent: Agent, job: Job, { nowMs, effects }: ReportMove): void {
  const isEnded = keeps(agent.options, "workerLost");
  if (isEnded) effects.push({ type: "killOrphans", commandId: job.id });
  end(agent, job, "Failed", effects, { reason: "workerLost" });
  const key = job.order.steps[0]?.key ?? "";
  const results = { [key]: lostResult(job, isEnded ? LOST_AND_ENDED : LOST, nowMs) };
  const traceOutput = isEnded ? LOST_AND_ENDED : "";
  const counts = { Failed: 1 };
  const parts = { status: "Failed", results, counts, traceOutput, nowMs } as const;
  sendReply(agent, replyOf(agent, job, finalContent(agent, parts)), nowMs, effects);
  const reason = "nothing to stop: the command was lost with its document worker";
  answerCancels(agent, job.message.jobId, { reason, nowMs, effects });
}

function end(
  agent: Agent,
  job: Job,
  status: string,
  effects: Effects<AgentEffect>,
  why: { readonly reason?: string } = {},
): void {
  effects.push({ type: "storeRecord", table: "job", key: job.id, value: undefined });
  traceEnd(agent, job, status, effects, why);
}

function traceEnd(
  agent: Agent,
  job: Job,
  status: string,
  effects: Effects<AgentEffect>,
  why: { readonly reason?: string } = {},
): void {
  if (!effects.tracing) return;
  effects.trace({ event: "job.ended", node: agent.node, command: job.id, status, ...why });
}

function replyOf(agent: Agent, job: Job, content: Parameters<typeof makeReply>[1]["content"]) {
  const { jobId } = job.message;
  const told = job.service === "ec2messages" ? polledContent(agent, content) : content;
  return makeReply(agent, { jobId, topic: "aws.ssm.sendCommand", content: told });
}

function countStatuses(results: Readonly<Record<string, StepResult>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of Object.values(results)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The steps in the order of the document, those of before a reboot as they were. */
function unstartedResults(
  { node, options }: Agent,
  { order, done }: Job,
  nowMs: number,
): Record<string, StepResult> {
  const worker = new DocumentWorker({ node, options, order, done });
  for (; worker.step < order.steps.length; worker.step += 1) {
    worker.results = append(worker.results, unstartedStep(worker, nowMs));
  }
  const keys = order.steps.map(({ key }) => key);
  return Object.fromEntries(worker.results.map((result, step) => [keys[step] ?? "", result]));
}

/** Source: amazon-ssm-agent 3.3, measured, to the letter. */
const LOST =
  "document process failed unexpectedly: ipc messaging received timeout signal , " +
  "check [ssm-document-worker]/[ssm-session-worker] log for crash reason";

const LOST_AND_ENDED =
  "the document worker is gone without a result, by itself or with its node; " +
  "what the command had started was ended";

function lostResult(job: Job, output: string, nowMs: number): StepResult {
  return {
    status: "Failed",
    code: 1,
    name: "",
    output,
    startMs: job.receivedMs,
    endMs: nowMs,
    outputS3BucketName: "",
    outputS3KeyPrefix: "",
    stepName: "",
    standardOutput: "",
    standardError: "",
  };
}
