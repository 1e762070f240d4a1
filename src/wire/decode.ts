/**
 * The bytes of a frame as a message of the core.
 *
 * Two readers with two strictnesses (see reader.ts). A type that is unknown, or that is addressed
 * to the other side, is the normal value `unsupportedMessage`; so is nothing else. A job whose
 * Content can't be read is a job (see job-content.ts). No clock: times count from `epochMs`.
 */
import { isDecodeError, type DecodeError } from "./decode-error.ts";
import { decodeFrame, type Frame, type FrameOptions } from "./frame.ts";
import { decodeJobContent } from "./job-content.ts";
import type { AgentJob, AgentJobAck, AgentJobReply } from "./message.ts";
import type { AgentJobReplyAck, Envelope, Message } from "./message.ts";
import { PAYLOADS } from "./payload.ts";
import { readJsonFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";
import { decodeReplyContent } from "./reply-content.ts";
import { decodeUtf8 } from "./utf8.ts";

export interface DecodeOptions extends FrameOptions {
  /** Milliseconds since 1970 at which the run started. */
  readonly epochMs: number;
}

/**
 * The message in a frame.
 *
 * Errors: SIM_ERR_FRAME_* and SIM_ERR_PAYLOAD_* of DECODE_ERRORS, as values; never throws.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions): Message | DecodeError {
  const frame = decodeFrame(bytes, options);
  if (isDecodeError(frame)) return frame;
  const envelope: Envelope = {
    messageId: frame.messageId,
    createdMs: frame.createdDateMs - options.epochMs,
  };
  const { messageType } = frame;
  if (!isKnown(messageType) || PAYLOADS[messageType].takenBy !== options.reader) {
    return { type: "unsupportedMessage", ...envelope, messageType };
  }
  return DECODERS[messageType](decodeUtf8(frame.payload), envelope, options.epochMs);
}

type KnownType = keyof typeof PAYLOADS;

function isKnown(messageType: Frame["messageType"]): messageType is KnownType {
  return Object.hasOwn(PAYLOADS, messageType);
}

const DECODERS: Readonly<
  Record<KnownType, (payload: string, envelope: Envelope, epochMs: number) => Message | DecodeError>
> = {
  agent_job: decodeAgentJob,
  agent_job_ack: decodeAgentJobAck,
  agent_job_reply: decodeAgentJobReply,
  agent_job_reply_ack: decodeAgentJobReplyAck,
};

function decodeAgentJob(payload: string, envelope: Envelope): AgentJob | DecodeError {
  const fields = readJsonFields(payload, PAYLOADS.agent_job.fields, READERS.agent);
  if (isDecodeError(fields)) return fields;
  return {
    type: "agent_job",
    ...envelope,
    jobId: fields.JobId,
    topic: fields.Topic,
    content: decodeJobContent(fields.Topic, fields.Content),
  };
}

function decodeAgentJobAck(
  payload: string,
  envelope: Envelope,
  epochMs: number,
): AgentJobAck | DecodeError {
  const fields = readJsonFields(payload, PAYLOADS.agent_job_ack.fields, READERS.controller);
  if (isDecodeError(fields)) return fields;
  return {
    type: "agent_job_ack",
    ...envelope,
    jobId: fields.jobId,
    acknowledgedMessageId: fields.acknowledgedMessageId,
    acknowledgedCreatedMs: fields.createdDate - epochMs,
    statusCode: fields.statusCode,
    errorMessage: fields.errorMessage,
  };
}

function decodeAgentJobReply(
  payload: string,
  envelope: Envelope,
  epochMs: number,
): AgentJobReply | DecodeError {
  const fields = readJsonFields(payload, PAYLOADS.agent_job_reply.fields, READERS.controller);
  if (isDecodeError(fields)) return fields;
  const content = decodeReplyContent(fields.content, epochMs);
  if (isDecodeError(content)) return content;
  const { jobId, topic } = fields;
  return { type: "agent_job_reply", ...envelope, jobId, topic, content };
}

function decodeAgentJobReplyAck(
  payload: string,
  envelope: Envelope,
): AgentJobReplyAck | DecodeError {
  const fields = readJsonFields(payload, PAYLOADS.agent_job_reply_ack.fields, READERS.agent);
  if (isDecodeError(fields)) return fields;
  return { type: "agent_job_reply_ack", ...envelope, ...fields };
}
