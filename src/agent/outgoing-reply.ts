/**
 * One reply on its way out: it waits for its turn, or for the controller's ack.
 *
 * `storedMs` is set for one that comes from the store; `attempts` counts how often it was tried
 * and not acknowledged.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { AgentJobReply } from "../wire/message.ts";

export class OutgoingReply {
  /** Its timer's subject, from 1. */
  readonly subject: number;
  readonly message: AgentJobReply;
  readonly storedMs: number | undefined;
  readonly attempts: number;
  /** False while it waits for its turn. */
  sent = false;

  constructor(
    subject: number,
    message: AgentJobReply,
    stored?: { readonly storedMs: number; readonly attempts: number },
  ) {
    this.subject = subject;
    this.message = message;
    this.storedMs = stored?.storedMs;
    this.attempts = stored?.attempts ?? 0;
  }

  clone(): OutgoingReply {
    const { storedMs, attempts } = this;
    const stored = storedMs === undefined ? undefined : { storedMs, attempts };
    const copy = new OutgoingReply(this.subject, this.message, stored);
    copy.sent = this.sent;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.message.messageId);
    encoder.id(this.message.jobId);
    encoder.text(this.message.content.documentStatus);
    encoder.flag(this.message.content.ableToOpenMGSConnection !== undefined);
    encoder.time(this.storedMs);
    encoder.int(this.attempts);
    encoder.flag(this.sent);
  }
}
