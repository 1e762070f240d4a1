/**
 * A message of the core as the bytes of a frame.
 *
 * What the agent says is written as the real agent writes it (Go's JSON, see go-json.ts); what the
 * controller says is plain JSON. No clock: times count from `epochMs`.
 */
import { encodeFrame } from "./frame.ts";
import { goString } from "./go-json.ts";
import { formatIsoTime } from "./iso-time.ts";
import { encodeJobContent } from "./job-content.ts";
import type { Message } from "./message.ts";
import { encodeReplyContent } from "./reply-content.ts";

export interface EncodeOptions {
  /** Milliseconds since 1970 at which the run started. */
  readonly epochMs: number;
}

/**
 * The frame of a message.
 *
 * Shape: one message -> one binary frame of 120 bytes and its payload.
 * Errors: never throws; what can't stand in its header field is fitted (see encodeFrame).
 */
export function encode(message: Message, { epochMs }: EncodeOptions): Uint8Array {
  return encodeFrame({
    messageType: message.type === "unsupportedMessage" ? message.messageType : message.type,
    createdDateMs: epochMs + message.createdMs,
    messageId: message.messageId,
    payload: encodePayload(message, epochMs),
  });
}

function encodePayload(message: Message, epochMs: number): string {
  switch (message.type) {
    case "agent_job":
      return JSON.stringify({
        SchemaVersion: 1,
        JobId: message.jobId,
        Topic: message.topic,
        Content: encodeJobContent(message.content),
      });
    case "agent_job_ack":
      return (
        `{"jobId":${goString(message.jobId)},` +
        `"acknowledgedMessageId":${goString(message.acknowledgedMessageId)},` +
        `"createdDate":"${formatIsoTime(epochMs + message.acknowledgedCreatedMs)}",` +
        `"statusCode":"${message.statusCode}","errorMessage":${goString(message.errorMessage)}}`
      );
    case "agent_job_reply":
      return (
        `{"schemaVersion":1,"jobId":${goString(message.jobId)},` +
        `"content":${goString(encodeReplyContent(message.content, epochMs))},` +
        `"topic":"${message.topic}"}`
      );
    case "agent_job_reply_ack":
      return JSON.stringify({
        jobId: message.jobId,
        acknowledgedMessageId: message.acknowledgedMessageId,
      });
    case "unsupportedMessage":
      return "{}";
  }
}
