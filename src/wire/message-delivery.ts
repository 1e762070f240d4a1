/**
 * ec2messages: the calls of an agent that polls, and the answer that brings it messages.
 *
 * The bodies are AWS JSON 1.1. A message has what an `agent_job` has under other names: its
 * MessageId is the job's id, its Payload the job's content. A reply is a call of its own.
 * Source: amazon-ssm-agent 3.3, measured; agent/runcommand/mds.
 */
import { decodeError, isDecodeError, type DecodeError } from "./decode-error.ts";
import type { FieldRules } from "./field-rule.ts";
import { goString } from "./go-json.ts";
import { parseIsoTime } from "./iso-time.ts";
import { decodeJobContent } from "./job-content.ts";
import type { AgentJob, AgentJobReply, MessageFailure } from "./message.ts";
import { isObject, parseJson } from "./parse-json.ts";
import { readFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";
import { encodeReplyContent } from "./reply-content.ts";

/** For so long a message that was handed out is not handed out again. */
export const VISIBILITY_TIMEOUT_SECONDS = 10;

/** The body of GetMessages. */
export function encodeGetMessages(node: string, requestId: string): string {
  return (
    `{"Destination":${goString(node)},"MessagesRequestId":${goString(requestId)},` +
    `"VisibilityTimeoutInSeconds":${VISIBILITY_TIMEOUT_SECONDS}}`
  );
}

/** The body of AcknowledgeMessage. */
export function encodeAcknowledgeMessage(jobId: string): string {
  return `{"MessageId":${goString(jobId)}}`;
}

/** The body of FailMessage. */
export function encodeFailMessage(jobId: string, failure: MessageFailure): string {
  return `{"FailureType":"${failure}","MessageId":${goString(jobId)}}`;
}

/** The body of SendReply; the reply's own id is its ReplyId. */
export function encodeSendReply(reply: AgentJobReply, epochMs: number): string {
  const payload = encodeReplyContent(reply.content, epochMs);
  return (
    `{"MessageId":${goString(reply.jobId)},"Payload":${goString(payload)},` +
    `"ReplyId":${goString(reply.messageId)}}`
  );
}

/** What an answer of GetMessages brought. */
export interface PolledMessages {
  readonly jobs: readonly AgentJob[];
  /** Messages that were left out, as the agent leaves them out: no text where one has to be. */
  readonly broken: number;
}

/** The messages of an answer to GetMessages. Errors: SIM_ERR_PAYLOAD_*; never throws. */
export function decodeMessages(body: string, epochMs: number): PolledMessages | DecodeError {
  const parsed = parseJson(body);
  if ("problem" in parsed) return decodeError("SIM_ERR_PAYLOAD_JSON", parsed.problem);
  const messages: unknown = isObject(parsed.value) ? (parsed.value["Messages"] ?? []) : undefined;
  if (!Array.isArray(messages)) return decodeError("SIM_ERR_PAYLOAD_FIELD", "Messages: no list");
  const jobs = messages.flatMap((message) => readMessage(message, epochMs) ?? []);
  return { jobs, broken: messages.length - jobs.length };
}

/** The fields of a message that are read. */
export const MESSAGE = {
  CreatedDate: { kind: "text", max: 24 },
  Destination: { kind: "text", max: 1_024 },
  MessageId: { kind: "text", max: 1_024 },
  Payload: { kind: "text", max: Number.MAX_SAFE_INTEGER },
  Topic: { kind: "text", max: 1_024 },
} as const satisfies FieldRules;

function readMessage(message: unknown, epochMs: number): AgentJob | undefined {
  if (!isObject(message)) return undefined;
  const fields = readFields(message, MESSAGE, READERS.agent);
  if (isDecodeError(fields)) return undefined;
  const { CreatedDate, Destination, MessageId, Payload, Topic } = fields;
  const createdMs = parseIsoTime(CreatedDate);
  if (createdMs === undefined || Destination === "" || MessageId === "" || Topic === "") {
    return undefined;
  }
  return {
    type: "agent_job",
    // There is no frame; nothing asks for its id on this way.
    messageId: MessageId,
    createdMs: createdMs - epochMs,
    jobId: MessageId,
    topic: Topic,
    content: decodeJobContent(Topic, Payload),
  };
}
