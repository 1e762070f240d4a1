/**
 * One cancel job that has been accepted: it waits for a cancel worker, or keeps one busy.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { AgentJob } from "../wire/message.ts";

export class CancelJob {
  /** Its timer's subject, from 1. */
  readonly subject: number;
  readonly id: string;
  readonly message: AgentJob;
  /** False while it waits for a cancel worker. */
  working = false;

  constructor(subject: number, id: string, message: AgentJob) {
    this.subject = subject;
    this.id = id;
    this.message = message;
  }

  clone(): CancelJob {
    const copy = new CancelJob(this.subject, this.id, this.message);
    copy.working = this.working;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.id);
    encoder.id(this.message.jobId);
    encoder.flag(this.working);
  }
}
