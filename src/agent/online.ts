/**
 * What an agent does on a new channel that starts nothing without the controller's word
 * (`startOnline` of profile.ts).
 *
 * Every waiting job is told of. Whatever the controller had to say before it acknowledges that, such
 * as a cancel, has come by then, for a channel keeps the order. Polls keep none: there a job starts
 * when a reply about it was accepted since a poll has failed.
 */
import type { Effects } from "../kernel/effect.ts";
import type { AgentJob, AgentJobReply } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import type { AgentEffect } from "./input.ts";
import type { Job } from "./job.ts";
import { fillSlots } from "./job-queue.ts";
import { wakeReplies } from "./kept-reply.ts";
import { keeps } from "./profile.ts";
import { inProgressContent, makeReply, polledContent } from "./reply.ts";
import { sendReply, sendWaiting } from "./reply-queue.ts";

/** A channel is open: replies are sent, and waiting jobs are told of. */
export function comeOnline(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (keeps(agent.options, "replyKept")) wakeReplies(agent, effects);
  if (keeps(agent.options, "startOnline")) tellOfWaiting(agent, nowMs, effects);
  sendWaiting(agent, nowMs, effects);
}

/** A job waits that waited on no channel yet: it is told of, if there is one. */
export function tellOfJob(
  agent: Agent,
  job: Job,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const isPolled = job.service === "ec2messages";
  const isReachable = isPolled || agent.channel === CHANNEL_STATE.open;
  if (!isReachable || !keeps(agent.options, "startOnline") || isTold(agent, job)) return;
  const { jobId } = job.message;
  const bare = inProgressContent(agent, nowMs);
  const content = isPolled ? polledContent(agent, bare) : bare;
  sendReply(agent, makeReply(agent, { jobId, topic: SEND, content }), nowMs, effects);
}

/** A reply was acknowledged: the job that it is about may start, if it waits. */
export function clearJob(
  agent: Agent,
  { jobId, topic }: Pick<AgentJobReply, "jobId" | "topic">,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if (topic !== SEND || !keeps(agent.options, "startOnline")) return;
  const job = agent.jobs.find((one) => one.isWaiting() && one.message.jobId === jobId);
  if (job === undefined || job.cleared) return;
  job.cleared = true;
  fillSlots(agent, nowMs, effects);
}

/** The call of a polled message's first reply is over. */
export function firstReplyAnswered(
  agent: Agent,
  { jobId, content }: AgentJob,
  accepted: boolean,
  { nowMs, effects }: { readonly nowMs: number; readonly effects: Effects<AgentEffect> },
): void {
  if (content.kind !== "sendCommand") return;
  if (accepted) clearJob(agent, { jobId, topic: SEND }, nowMs, effects);
  else {
    const job = agent.jobs.find((one) => one.isWaiting() && one.message.jobId === jobId);
    if (job !== undefined) tellOfJob(agent, job, nowMs, effects);
  }
}

/** A poll has failed, or the agent has just started: what came by polls is told of anew. */
export function tellOfPolled(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  for (const job of agent.jobs) {
    if (job.service !== "ec2messages" || !job.isWaiting()) continue;
    job.cleared = false;
    tellOfJob(agent, job, nowMs, effects);
  }
}

const SEND = "aws.ssm.sendCommand";

function tellOfWaiting(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  for (const job of agent.jobs) {
    if (!job.isWaiting()) continue;
    job.cleared = false;
    tellOfJob(agent, job, nowMs, effects);
  }
}

/** Whether a reply about it is under way: its ack will do. */
function isTold({ replies }: Agent, { message }: Job): boolean {
  return replies.some((reply) => reply.message.topic === SEND && reply.about === message.jobId);
}
