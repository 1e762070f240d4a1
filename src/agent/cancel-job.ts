/**
 * One cancel job that has been accepted: it waits for a cancel worker, keeps one busy, or (profile
 * `ideal`) waits for the end of the command that it names.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { AgentJob, MessageService } from "../wire/message.ts";

export class CancelJob {
  /** Its timer's subject, from 1. */
  readonly subject: number;
  readonly id: string;
  readonly message: AgentJob;
  /** The one that it came by: its answer leaves by the same. */
  readonly service: MessageService;
  /** False while it waits for a cancel worker. */
  working = false;

  constructor(subject: number, id: string, message: AgentJob, service: MessageService) {
    this.subject = subject;
    this.id = id;
    this.message = message;
    this.service = service;
  }

  /** The JobId of the command to be cancelled, to the letter. */
  get wanted(): string {
    const { content } = this.message;
    return content.kind === "cancelCommand" ? content.cancelMessageId : "";
  }

  clone(): CancelJob {
    const copy = new CancelJob(this.subject, this.id, this.message, this.service);
    copy.working = this.working;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.id);
    encoder.id(this.message.jobId);
    encoder.flag(this.service === "ssmmessages");
    encoder.flag(this.working);
  }
}
