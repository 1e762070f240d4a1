/**
 * An `agent_job` arrives: it is read, judged, stored, acknowledged, and put into its queue.
 *
 * The ack's code is all that the controller learns of a refusal; only after 200 and 51408 does a
 * reply follow. A refused job leaves no trace in the store, so the same id may come again.
 * Source: amazon-ssm-agent 3.3, measured; agent/messageservice.
 */
import type { Effects } from "../kernel/effect.ts";
import { drawUuid } from "../kernel/ids.ts";
import { ACK_CODES } from "../wire/ack-code.ts";
import { commandIdOfJob, topicOfJob } from "../wire/job-id.ts";
import type { AckCode, AgentJob, CancelCommandContent } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { addCancel, hasCancelRoom, runCancels } from "./cancel-worker.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import { parseDocument } from "./document.ts";
import type { DocumentProblem } from "./document.ts";
import { acceptedKey, hasEntries, isDuplicate, rememberJob } from "./idempotency.ts";
import type { JobKind } from "./idempotency.ts";
import type { AgentEffect, WorkerOrder } from "./input.ts";
import { Job } from "./job.ts";
import { addJob, fillSlots, hasFreeSlot, hasJobRoom } from "./job-queue.ts";
import { failedContent, inProgressContent, makeReply } from "./reply.ts";
import { sendReply, traceReply } from "./reply-queue.ts";

/** Takes an `agent_job`, or refuses it. */
export function acceptJob(
  agent: Agent,
  message: AgentJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const id = commandIdOfJob(message.jobId);
  const work = readWork(agent, message, id);
  const key = "kind" in work ? acceptedKey(work.kind, id) : "";
  const code = ackCode(agent, work, { id, key });
  if (effects.tracing) {
    effects.trace({ event: "job.acked", node: agent.node, command: id, code });
  }
  if (code === "200" && "kind" in work) {
    rememberJob(agent, key, nowMs, effects);
    storePending(agent, { work, message, id }, nowMs, effects);
  }
  sendAck(agent, { message, code }, nowMs, effects);
  if ("problem" in work) {
    if (code !== "51408") return;
    const { jobId } = message;
    const content = failedContent(agent, nowMs);
    const reply = makeReply(agent, { jobId, topic: "aws.ssm.sendCommand", content });
    sendReply(agent, reply, nowMs, effects);
  } else if (code === "200") takeUp(agent, { work, message, id }, nowMs, effects);
}

/** What a job asks for. */
type Work =
  | { readonly kind: "SendCommand"; readonly order: WorkerOrder }
  | { readonly kind: "CancelCommand"; readonly content: CancelCommandContent };

interface Taken {
  readonly work: Work;
  readonly message: AgentJob;
  readonly id: string;
}

function readWork(agent: Agent, message: AgentJob, commandId: string): Work | DocumentProblem {
  const { content } = message;
  const topic = topicOfJob(message.topic);
  if (topic === "aws.ssm.sendCommand" && content.kind === "sendCommand") {
    const order = parseDocument(content, { commandId, options: agent.options });
    return "problem" in order ? order : { kind: "SendCommand", order };
  }
  if (topic === "aws.ssm.cancelCommand" && content.kind === "cancelCommand") {
    return { kind: "CancelCommand", content };
  }
  if (content.kind === "unreadable") return { problem: content.problem };
  return { problem: `topic: expected one that fits the content, found ${message.topic}` };
}

function ackCode(
  agent: Agent,
  work: Work | DocumentProblem,
  { id, key }: { readonly id: string; readonly key: string },
): AckCode {
  if ("problem" in work) return "51408";
  if (agent.channel === CHANNEL_STATE.stopped) return "51401";
  if (id.trim() === "") return hasEntries(agent, work.kind) ? "51405" : "51406";
  if (isDuplicate(agent, key)) return "51405";
  return hasRoom(agent, work.kind) ? "200" : "51402";
}

function hasRoom(agent: Agent, kind: JobKind): boolean {
  return kind === "SendCommand" ? hasJobRoom(agent) : hasCancelRoom(agent);
}

/** A command that starts at once is stored as started, in the same transaction. */
function storePending(
  agent: Agent,
  { work, message, id }: Taken,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if (work.kind === "SendCommand" && hasFreeSlot(agent)) return;
  const value = { folder: "pending", message, receivedMs: nowMs, runCount: 0 } as const;
  effects.push({ type: "storeRecord", table: "job", key: id, value });
}

function sendAck(
  agent: Agent,
  { message, code }: { readonly message: AgentJob; readonly code: AckCode },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  effects.push({
    type: "sendFrame",
    epoch: agent.epoch,
    message: {
      type: "agent_job_ack",
      messageId: drawUuid(agent.ids),
      createdMs: nowMs,
      jobId: message.jobId,
      acknowledgedMessageId: message.messageId,
      acknowledgedCreatedMs: message.createdMs,
      statusCode: code,
      errorMessage: ACK_CODES[code].errorMessage,
    },
  });
}

/** The first reply says InProgress, whatever becomes of the job; nobody waits for its ack. */
function takeUp(
  agent: Agent,
  { work, message, id }: Taken,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const { jobId } = message;
  const isSend = work.kind === "SendCommand";
  const topic = isSend ? "aws.ssm.sendCommand" : "aws.ssm.cancelCommand";
  const reply = makeReply(agent, { jobId, topic, content: inProgressContent(agent, nowMs) });
  effects.push({ type: "sendFrame", epoch: agent.epoch, message: reply });
  if (effects.tracing) traceReply("reply.sent", agent, reply, effects);
  if (isSend) {
    const subject = agent.freeSubject();
    const { order } = work;
    addJob(
      agent,
      new Job({ subject, id, message, order, receivedMs: nowMs, runCount: 0 }),
      effects,
    );
    fillSlots(agent, nowMs, effects);
  } else {
    addCancel(agent, id, message);
    runCancels(agent, nowMs, effects);
  }
}
