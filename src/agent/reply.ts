/**
 * What replies say: their contents, and the message around them.
 *
 * Source: amazon-ssm-agent 3.3, measured.
 */
import { drawUuid } from "../kernel/ids.ts";
import type { AgentJobReply, AgentStatus, ReplyContent, StepResult } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";

/** A reply with an id of its own, made now. */
export function makeReply(
  agent: Agent,
  { jobId, topic, content }: Pick<AgentJobReply, "jobId" | "topic" | "content">,
): AgentJobReply {
  const messageId = drawUuid(agent.ids);
  const createdMs = content.dateTimeMs;
  return { type: "agent_job_reply", messageId, createdMs, jobId, topic, content };
}

/** The same reply, sent anew: its id stays, its times do not. */
export function renewReply(message: AgentJobReply, nowMs: number): AgentJobReply {
  return { ...message, createdMs: nowMs, content: { ...message.content, dateTimeMs: nowMs } };
}

/**
 * The content of a reply that leaves by ec2messages: it alone says whether there is a control
 * channel as well, and by that is known.
 */
export function polledContent(agent: Agent, content: ReplyContent): ReplyContent {
  return { ...content, ableToOpenMGSConnection: agent.channel === CHANNEL_STATE.open };
}

/** Whether a reply leaves by ec2messages. */
export function isPolled({ content }: AgentJobReply): boolean {
  return content.ableToOpenMGSConnection !== undefined;
}

/** The job was accepted; nothing is known yet. */
export function inProgressContent(agent: Agent, nowMs: number): ReplyContent {
  return bareContent(agent, "InProgress", nowMs);
}

/** The job could not be read. */
export function failedContent(agent: Agent, nowMs: number): ReplyContent {
  return bareContent(agent, "Failed", nowMs);
}

/** What came of a cancel: Success when it stopped something, else Failed and why. */
export function answerContent(
  agent: Agent,
  { reason, nowMs }: { readonly reason: string; readonly nowMs: number },
): ReplyContent {
  const content = bareContent(agent, reason === "" ? "Success" : "Failed", nowMs);
  return { ...content, documentTraceOutput: reason };
}

/** One step has ended; the counts cover all that have. */
export function stepContent(
  agent: Agent,
  step: {
    readonly key: string;
    readonly result: StepResult;
    readonly counts: Readonly<Record<string, number>>;
    readonly nowMs: number;
  },
): ReplyContent {
  return {
    agentVersion: agent.options.agentVersion,
    dateTimeMs: step.nowMs,
    runtimeStatusCounts: step.counts,
    documentStatus: "InProgress",
    documentTraceOutput: "",
    runtimeStatus: { [step.key]: step.result },
  };
}

/** The document has ended. Results are told only of a document of one step. */
export function finalContent(
  agent: Agent,
  end: {
    readonly status: AgentStatus;
    readonly results: Readonly<Record<string, StepResult>>;
    readonly counts: Readonly<Record<string, number>>;
    readonly traceOutput?: string | undefined;
    readonly nowMs: number;
  },
): ReplyContent {
  return {
    agentVersion: agent.options.agentVersion,
    dateTimeMs: end.nowMs,
    runtimeStatusCounts: end.counts,
    documentStatus: end.status,
    documentTraceOutput: end.traceOutput ?? "",
    runtimeStatus: Object.keys(end.results).length === 1 ? end.results : {},
  };
}

function bareContent(agent: Agent, documentStatus: AgentStatus, nowMs: number): ReplyContent {
  return {
    agentVersion: agent.options.agentVersion,
    dateTimeMs: nowMs,
    runtimeStatusCounts: null,
    documentStatus,
    documentTraceOutput: "",
    runtimeStatus: null,
  };
}
