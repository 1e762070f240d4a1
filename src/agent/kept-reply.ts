/**
 * Replies that are kept until they are acknowledged (`replyKept`, `replyOrder` of profile.ts).
 *
 * Each is stored in the step that makes it, in the same transaction as what it tells of, and goes
 * from the store when its ack comes. The replies about one command stand in line: the next one
 * leaves when the one before it is acknowledged. Without an ack a reply rests for a while and is
 * tried again; on a new channel all are tried at once. Its message stays as it was made.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import type { AgentJobReply } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import { ONLY_TIMER } from "./agent-timer.ts";
import type { AgentEffect } from "./input.ts";
import { OutgoingReply } from "./outgoing-reply.ts";
import { isPolled } from "./reply.ts";
import { traceReply } from "./trace-reply.ts";

/** Stores a new reply and puts it at the end of its line. */
export function keepReply(
  agent: Agent,
  { message, about }: { readonly message: AgentJobReply; readonly about: string },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const line = about === message.jobId ? {} : { about };
  const value = { message, storedMs: nowMs, attempts: 0, ...line };
  effects.push({ type: "storeRecord", table: "reply", key: message.messageId, value });
  const rest = { about, storedMs: nowMs };
  agent.replies = append(agent.replies, new OutgoingReply(agent.freeSubject(), message, rest));
}

/** Whether no earlier reply about the same command waits for its ack. */
export function isFirstInLine(replies: readonly OutgoingReply[], reply: OutgoingReply): boolean {
  return replies.find(({ about }) => about === reply.about) === reply;
}

/** The ack has not come: the reply rests. It has rested: its turn comes again. */
export function restOrWake(
  agent: Agent,
  reply: OutgoingReply,
  effects: Effects<AgentEffect>,
): void {
  const wasSent = reply.sent;
  reply.sent = false;
  reply.resting = wasSent;
  if (!wasSent) return;
  const { minMs, maxMs } = agent.options.resendFirstMs;
  effects.push({ type: "startTimer", subject: reply.subject, timer: ONLY_TIMER, minMs, maxMs });
  if (effects.tracing) traceReply("reply.stored", agent, reply.message, effects);
}

/** A new channel is open: whatever went over an older one is tried again. */
export function wakeReplies(agent: Agent, effects: Effects<AgentEffect>): void {
  for (const reply of agent.replies) {
    // A call is under way until it is answered, whatever becomes of channels.
    const isUnderWay = reply.sent && !isPolled(reply.message);
    if (!isUnderWay && !reply.resting) continue;
    reply.sent = reply.resting = false;
    effects.push({ type: "stopTimer", subject: reply.subject, timer: ONLY_TIMER });
  }
}

/** Takes up what an earlier life has stored, in its order; nothing else has a subject by then. */
export function loadReplies(agent: Agent): void {
  const loaded: OutgoingReply[] = [];
  for (const { message, storedMs, attempts, about } of agent.store.replies.values()) {
    const subject = loaded.length + 1;
    loaded.push(new OutgoingReply(subject, message, { about, storedMs, attempts }));
  }
  agent.replies = loaded;
}
