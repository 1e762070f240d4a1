/**
 * The messages of one node that polls: handed out, and handed out again until they are taken.
 *
 * A message that was handed out can't be seen for the time that the poll asked for; one that is not
 * acknowledged by then is there again, because the answer of the poll may have been lost.
 * Source: GetMessages, VisibilityTimeoutInSeconds.
 */
import type { AgentJob } from "../wire/message.ts";

/** Messages that may wait for one node. */
export const BOX_MESSAGES_MAX = 1_000;
/** Messages in one answer. */
const BATCH_MAX = 10;

export interface BoxedMessage {
  readonly job: AgentJob;
  /** When it can be seen. */
  visibleMs: number;
  /** Whether the controller knows that the agent has it. */
  isAcked: boolean;
}

export class MessageBox {
  /** By JobId; a job that is offered again takes the place of its older offer. */
  private readonly messages = new Map<string, BoxedMessage>();

  get isEmpty(): boolean {
    return this.messages.size === 0;
  }

  get isFull(): boolean {
    return this.messages.size >= BOX_MESSAGES_MAX;
  }

  put(job: AgentJob): void {
    this.messages.set(job.jobId, { job, visibleMs: 0, isAcked: false });
  }

  /** The oldest messages that can be seen, which from now on can't for a while. */
  take(nowMs: number, visibilityMs: number): AgentJob[] {
    const taken: AgentJob[] = [];
    for (const message of this.messages.values()) {
      if (message.visibleMs > nowMs) continue;
      message.visibleMs = nowMs + visibilityMs;
      taken.push(message.job);
      if (taken.length === BATCH_MAX) break;
    }
    return taken;
  }

  find(jobId: string): BoxedMessage | undefined {
    return this.messages.get(jobId);
  }

  remove(jobId: string): void {
    this.messages.delete(jobId);
  }

  clone(): MessageBox {
    const copy = new MessageBox();
    for (const [id, message] of this.messages) copy.messages.set(id, { ...message });
    return copy;
  }
}
