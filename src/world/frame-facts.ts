/**
 * What a trace says of a control-channel message, so that a person can tell the frames apart.
 */
import { commandIdOfJob } from "../wire/job-id.ts";
import type { Message } from "../wire/message.ts";

export interface FrameFacts {
  readonly message: string;
  readonly job?: string;
  readonly code?: string;
  readonly documentStatus?: string;
  readonly topic?: string;
  /** The id of a reply: one that comes again has the same. */
  readonly reply?: string;
  /** Of a cancel job: the command that it is about. */
  readonly cancels?: string;
}

/** The facts of one message; for every type the same keys in the same order. */
export function frameFacts(message: Message): FrameFacts {
  switch (message.type) {
    case "agent_job":
      return {
        message: message.type,
        job: message.jobId,
        topic: message.topic,
        ...(message.content.kind === "cancelCommand"
          ? { cancels: commandIdOfJob(message.content.cancelMessageId) }
          : {}),
      };
    case "agent_job_ack":
      return { message: message.type, job: message.jobId, code: message.statusCode };
    case "agent_job_reply":
      return {
        message: message.type,
        job: message.jobId,
        topic: message.topic,
        reply: message.messageId,
        documentStatus: message.content.documentStatus,
      };
    case "agent_job_reply_ack":
      return { message: message.type, job: message.jobId };
    case "unsupportedMessage":
      return { message: message.messageType };
  }
}
