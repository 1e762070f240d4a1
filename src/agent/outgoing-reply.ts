/**
 * One reply on its way out: it waits for its turn, for the controller's ack, or rests before its
 * next try.
 *
 * `storedMs` is set for one that stands in the store; `attempts` counts how often it was tried and
 * not acknowledged before it was stored. `about` is the JobId of the command that it belongs to:
 * its own, or the one that its cancel names.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { AgentJobReply } from "../wire/message.ts";

export class OutgoingReply {
  /** Its timer's subject, from 1. */
  readonly subject: number;
  readonly message: AgentJobReply;
  readonly about: string;
  readonly storedMs: number | undefined;
  readonly attempts: number;
  /** False while it waits for its turn. */
  sent = false;
  /** True between an ack that did not come and the next try; profile `ideal` alone rests. */
  resting = false;

  constructor(
    subject: number,
    message: AgentJobReply,
    rest: {
      readonly about?: string | undefined;
      readonly storedMs?: number | undefined;
      readonly attempts?: number;
    } = {},
  ) {
    this.subject = subject;
    this.message = message;
    this.about = rest.about ?? message.jobId;
    this.storedMs = rest.storedMs;
    this.attempts = rest.attempts ?? 0;
  }

  clone(): OutgoingReply {
    const copy = new OutgoingReply(this.subject, this.message, this);
    copy.sent = this.sent;
    copy.resting = this.resting;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.message.messageId);
    encoder.id(this.message.jobId);
    encoder.id(this.about);
    encoder.text(this.message.content.documentStatus);
    encoder.flag(this.message.content.ableToOpenMGSConnection !== undefined);
    encoder.time(this.storedMs);
    encoder.int(this.attempts);
    encoder.flag(this.sent);
    encoder.flag(this.resting);
  }
}
