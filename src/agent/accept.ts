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
import type { AckCode, AgentJob, MessageService } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { cancelKey } from "./cancel-answer.ts";
import { CancelJob } from "./cancel-job.ts";
import { addCancel, hasCancelRoom, runCancels } from "./cancel-worker.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import { parseDocument } from "./document.ts";
import type { DocumentProblem } from "./document.ts";
import { acceptedKey, hasEntries, isDuplicate, isMarked, rememberJob } from "./idempotency.ts";
import type { JobKind } from "./idempotency.ts";
import type { AgentEffect, WorkerOrder } from "./input.ts";
import { Job } from "./job.ts";
import { jobLife } from "./job-life.ts";
import { addJob, fillSlots, hasFreeSlot, hasJobRoom } from "./job-queue.ts";
import { reportUnstarted } from "./job-report.ts";
import { keeps } from "./profile.ts";
import { hasPromptRoom, settleCancel, stopStarted } from "./prompt-cancel.ts";
import { failedContent, inProgressContent, makeReply } from "./reply.ts";
import { canReport, sendReply, traceReply } from "./reply-queue.ts";

/** Takes an `agent_job`, or refuses it. */
export function acceptJob(
  agent: Agent,
  message: AgentJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const judged = judgeJob(agent, message, "ssmmessages");
  const { work, id, code } = judged;
  if (effects.tracing) {
    const about = cancelFact(message);
    effects.trace({ event: "job.acked", node: agent.node, command: id, code, ...about });
  }
  if (code === "200") keepJob(agent, judged, nowMs, effects);
  sendAck(agent, { message, code }, nowMs, effects);
  if ("problem" in work) {
    if (code !== "51408") return;
    const { jobId } = message;
    const content = failedContent(agent, nowMs);
    const reply = makeReply(agent, { jobId, topic: "aws.ssm.sendCommand", content });
    sendReply(agent, reply, nowMs, effects);
  } else if (code === "200") {
    sendFirstReply(agent, { work, message }, nowMs, effects);
    startJob(agent, judged, nowMs, effects);
  }
}

/** What the trace says, besides, of the answer to a cancel job. */
export function cancelFact({ content }: AgentJob): { readonly cancels?: string } {
  if (content.kind !== "cancelCommand") return {};
  return { cancels: commandIdOfJob(content.cancelMessageId) };
}

/** Reads a job and finds its ack code; nothing is changed. */
export function judgeJob(agent: Agent, message: AgentJob, service: MessageService): JudgedJob {
  const id = commandIdOfJob(message.jobId);
  const work = readWork(agent, message, id);
  const key = "kind" in work ? acceptedKey(work.kind, id) : "";
  return { work, message, id, key, service, code: ackCode(agent, work, { id, key }) };
}

/** Remembers and stores a job that was judged well; what it stops is stopped before its ack. */
export function keepJob(
  agent: Agent,
  judged: JudgedJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  rememberJob(agent, judged.key, nowMs, effects);
  storePending(agent, judged, nowMs, effects);
  const { work, message, id, service } = judged;
  if ("order" in work || !keeps(agent.options, "cancelTurn")) return;
  const cancel = new CancelJob(agent.freeSubject(), id, message, service);
  stopStarted(agent, cancel, { nowMs, effects });
}

/** Puts a job that was kept into its queue. */
export function startJob(
  agent: Agent,
  { work, message, id, service }: JudgedJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if ("problem" in work) return;
  if (work.kind === "SendCommand") {
    const subject = agent.freeSubject();
    const { order } = work;
    const life = jobLife(agent.options);
    const parts = { subject, id, message, order, service, receivedMs: nowMs, runCount: 0, life };
    takeCommand(agent, new Job(parts), nowMs, effects);
    return;
  }
  const cancel = addCancel(agent, id, message, service);
  if (keeps(agent.options, "cancelTurn")) settleCancel(agent, cancel, { nowMs, effects });
  else runCancels(agent, nowMs, effects);
}

function takeCommand(agent: Agent, job: Job, nowMs: number, effects: Effects<AgentEffect>): void {
  if (keeps(agent.options, "earlyCancel") && isMarked(agent, job.message.jobId)) {
    reportUnstarted(agent, job, { nowMs, effects });
    return;
  }
  addJob(agent, job, effects);
  fillSlots(agent, nowMs, effects);
}

/** What a job asks for. */
type Work =
  | { readonly kind: "SendCommand"; readonly order: WorkerOrder }
  | { readonly kind: "CancelCommand" };

/** A job as it was read, and the code of the ack that it gets over a control channel. */
export interface JudgedJob {
  readonly work: Work | DocumentProblem;
  readonly message: AgentJob;
  readonly id: string;
  /** Its name among the accepted ones; "" for one that can't be read. */
  readonly key: string;
  readonly service: MessageService;
  readonly code: AckCode;
}

function readWork(agent: Agent, message: AgentJob, commandId: string): Work | DocumentProblem {
  const { content } = message;
  const topic = topicOfJob(message.topic);
  if (topic === "aws.ssm.sendCommand" && content.kind === "sendCommand") {
    const order = parseDocument(content, { commandId, options: agent.options });
    return "problem" in order ? order : { kind: "SendCommand", order };
  }
  if (topic === "aws.ssm.cancelCommand" && content.kind === "cancelCommand") {
    return { kind: "CancelCommand" };
  }
  if (content.kind === "unreadable") return { problem: content.problem };
  return { problem: `topic: expected one that fits the content, found ${message.topic}` };
}

function ackCode(
  agent: Agent,
  work: Work | DocumentProblem,
  { id, key }: { readonly id: string; readonly key: string },
): AckCode {
  if ("problem" in work) return canReport(agent) ? "51408" : "51402";
  if (agent.channel === CHANNEL_STATE.stopped) return "51401";
  if (id.trim() === "") return hasEntries(agent, work.kind) ? "51405" : "51406";
  if (isDuplicate(agent, key)) return "51405";
  return hasRoom(agent, work.kind) ? "200" : "51402";
}

function hasRoom(agent: Agent, kind: JobKind): boolean {
  if (kind === "SendCommand") return hasJobRoom(agent) && canReport(agent);
  return keeps(agent.options, "cancelTurn") ? hasPromptRoom(agent) : hasCancelRoom(agent);
}

/** A command that starts at once is stored as started, in the same transaction. */
function storePending(
  agent: Agent,
  { work, message, id, service }: JudgedJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const isSend = "order" in work;
  if (isSend && hasFreeSlot(agent) && !keeps(agent.options, "startOnline")) return;
  const value = { folder: "pending", message, service, receivedMs: nowMs, runCount: 0 } as const;
  const key = isSend ? id : cancelKey(agent.options, id);
  effects.push({ type: "storeRecord", table: "job", key, value });
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

/** The first reply says InProgress, whatever becomes of the job; the real agent awaits no ack. */
function sendFirstReply(
  agent: Agent,
  { work, message }: { readonly work: Work; readonly message: AgentJob },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const { jobId, content: wish } = message;
  const topic = work.kind === "SendCommand" ? "aws.ssm.sendCommand" : "aws.ssm.cancelCommand";
  const reply = makeReply(agent, { jobId, topic, content: inProgressContent(agent, nowMs) });
  if (keeps(agent.options, "firstReply")) {
    const about = wish.kind === "cancelCommand" ? wish.cancelMessageId : jobId;
    sendReply(agent, reply, nowMs, effects, about);
    return;
  }
  effects.push({ type: "sendFrame", epoch: agent.epoch, message: reply });
  if (effects.tracing) traceReply("reply.sent", agent, reply, effects);
}
