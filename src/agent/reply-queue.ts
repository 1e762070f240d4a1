/**
 * Result replies on their way: a few at a time wait for their acks, the others for their turn.
 *
 * A reply is tried once. Without an ack in time, or without a channel, it is stored and tried again
 * by the resend job, under the same message id. Before an agent's first channel is open its replies
 * wait. A late ack is not looked for: the reply comes again. Replies of ec2messages leave one after
 * another, each when the call of the one before has been answered; no channel is needed for them.
 * What the profile `ideal` does instead is in kept-reply.ts, and the replies about one command stand
 * in line there.
 * Source: amazon-ssm-agent 3.3, measured; agent/session/messageservice replies.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import type { AgentJobReply } from "../wire/message.ts";
import { NEVER_OPEN, without } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import { AGENT_TIMER, ONLY_TIMER } from "./agent-timer.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import type { AgentEffect } from "./input.ts";
import { isFirstInLine, keepReply, loadReplies, restOrWake } from "./kept-reply.ts";
import { POLL_STATE } from "./message-poll.ts";
import type { RangeMs } from "./options.ts";
import { OutgoingReply } from "./outgoing-reply.ts";
import { keeps } from "./profile.ts";
import { isPolled, renewReply } from "./reply.ts";
import { traceReply } from "./trace-reply.ts";

export { traceReply } from "./trace-reply.ts";

/** Whether what one more command comes to could be reported. */
export function canReport({ options, replies }: Agent): boolean {
  return !keeps(options, "replyKept") || replies.length < options.replyQueue;
}

/** Sends a reply that is to be acknowledged, now or in its turn; `about` names its command's job. */
export function sendReply(
  agent: Agent,
  message: AgentJobReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
  about: string = message.jobId,
): void {
  if (keeps(agent.options, "replyKept")) keepReply(agent, { message, about }, nowMs, effects);
  else enqueue(agent, new OutgoingReply(agent.freeSubject(), message, { about }), nowMs, effects);
  sendWaiting(agent, nowMs, effects);
}

/** Sends two replies that leave at the same moment: the second may overtake the first. */
export function sendReplyPair(
  agent: Agent,
  { first, second }: { readonly first: AgentJobReply; readonly second: AgentJobReply },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const { replyWorkers, overtakes } = agent.options;
  const isFull = agent.replies.length + 2 > replyWorkers;
  const isClosed = agent.channel !== CHANNEL_STATE.open;
  if (isPolled(first) || isClosed || isFull || keeps(agent.options, "replyOrder")) {
    sendReply(agent, first, nowMs, effects);
    sendReply(agent, second, nowMs, effects);
    return;
  }
  effects.push({ type: "sendReplies", epoch: agent.epoch, first, second, overtakes });
  for (const message of [first, second]) {
    const reply = new OutgoingReply(agent.freeSubject(), message);
    agent.replies = append(agent.replies, reply);
    awaitAck(agent, reply, effects);
  }
}

/** Sends what waits, as far as there is room. */
export function sendWaiting(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (agent.replies.length === 0) return;
  callNext(agent, nowMs, effects);
  if (agent.epoch === NEVER_OPEN) return;
  let room = agent.options.replyWorkers;
  for (const reply of agent.replies) if (reply.sent && !isPolled(reply.message)) room -= 1;
  for (const reply of agent.replies) {
    if (reply.sent || reply.resting || isPolled(reply.message)) continue;
    if (agent.channel !== CHANNEL_STATE.open) waitOnDisk(agent, reply, nowMs, effects);
    else if (room > 0 && isNext(agent, reply)) {
      room -= 1;
      send(agent, reply, nowMs, effects);
    }
  }
}

function isNext({ options, replies }: Agent, reply: OutgoingReply): boolean {
  return !keeps(options, "replyOrder") || isFirstInLine(replies, reply);
}

/** The controller has acknowledged a reply; answers which, if it was waited for. */
export function acknowledgeReply(
  agent: Agent,
  messageId: string,
  nowMs: number,
  effects: Effects<AgentEffect>,
): AgentJobReply | undefined {
  const reply = agent.replies.find(
    (one) => (one.sent || one.resting) && one.message.messageId === messageId,
  );
  if (reply === undefined) return undefined;
  agent.replies = without(agent.replies, reply);
  effects.push({ type: "stopTimer", subject: reply.subject, timer: ONLY_TIMER });
  if (reply.storedMs !== undefined) dropStored(messageId, effects);
  sendWaiting(agent, nowMs, effects);
  return reply.message;
}

/** The call of a reply is over; answers which it was, undefined: no result's. */
export function replyAnswered(
  agent: Agent,
  { replyId, accepted }: { readonly replyId: string; readonly accepted: boolean },
  nowMs: number,
  effects: Effects<AgentEffect>,
): AgentJobReply | undefined {
  const reply = agent.replies.find((one) => one.sent && one.message.messageId === replyId);
  if (reply === undefined) return undefined;
  if (accepted) acknowledgeReply(agent, replyId, nowMs, effects);
  else replyUnacknowledged(agent, reply, nowMs, effects);
  return reply.message;
}

/** A reply's ack has not come in time, or (profile `ideal`) it has rested for long enough. */
export function replyUnacknowledged(
  agent: Agent,
  reply: OutgoingReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if (keeps(agent.options, "replyKept")) restOrWake(agent, reply, effects);
  else store(agent, reply, nowMs, effects);
  sendWaiting(agent, nowMs, effects);
}

/** Whether nothing more can be done for the replies now: all are acknowledged or on disk. */
export function areRepliesOut({ options, replies }: Agent): boolean {
  if (!keeps(options, "replyKept")) return replies.length === 0;
  return !replies.some(({ sent }) => sent);
}

/** Takes care of the replies that an earlier life left. */
export function startResend(agent: Agent, effects: Effects<AgentEffect>): void {
  if (agent.store.replies.size === 0) return;
  if (keeps(agent.options, "replyKept")) loadReplies(agent);
  else armResend(agent, agent.options.resendFirstMs, effects);
}

/** The resend job: takes stored replies up again, and drops those that are too old. */
export function resendReplies(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { replyKeepMs, resendBatch, resendMs } = agent.options;
  let kept = 0;
  for (const [messageId, { message, storedMs, attempts }] of agent.store.replies) {
    if (nowMs - storedMs > replyKeepMs && attempts > 1) {
      dropStored(messageId, effects);
      continue;
    }
    kept += 1;
    if (kept > resendBatch || isOnItsWay(agent, messageId)) continue;
    const reply = new OutgoingReply(agent.freeSubject(), message, { storedMs, attempts });
    agent.replies = append(agent.replies, reply);
  }
  agent.resending = false;
  if (kept > 0) armResend(agent, { minMs: resendMs, maxMs: resendMs }, effects);
  sendWaiting(agent, nowMs, effects);
}

function enqueue(
  agent: Agent,
  reply: OutgoingReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  agent.replies = append(agent.replies, reply);
  const { replyWorkers, replyQueue } = agent.options;
  if (agent.replies.length > replyWorkers + replyQueue) store(agent, reply, nowMs, effects);
}

/** Makes the call of the next reply of ec2messages, when that of the one before is over. */
function callNext(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const polled = agent.replies.filter(({ message }) => isPolled(message));
  if (polled.some(({ sent }) => sent) || isGreeting(agent)) return;
  const next = polled.find((reply) => !reply.resting && isNext(agent, reply));
  if (next === undefined) return;
  next.sent = true;
  effects.push({ type: "sendReply", message: messageOf(next, nowMs) });
  if (effects.tracing) traceReply("reply.sent", agent, next.message, effects);
}

/** Sends what a first reply, or the start of the agent, has held back. */
export function sendHeldBack(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (keeps(agent.options, "replyOrder")) sendWaiting(agent, nowMs, effects);
}

/** Whether the first reply to a polled message is still to leave: none may overtake it. */
function isGreeting({ options, poll }: Agent): boolean {
  if (poll === undefined || !keeps(options, "replyOrder")) return false;
  return poll.state === POLL_STATE.choosing || poll.state === POLL_STATE.replying;
}

function send(
  agent: Agent,
  reply: OutgoingReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  effects.push({ type: "sendFrame", epoch: agent.epoch, message: messageOf(reply, nowMs) });
  awaitAck(agent, reply, effects);
}

function messageOf({ attempts, message }: OutgoingReply, nowMs: number): AgentJobReply {
  return attempts === 0 ? message : renewReply(message, nowMs);
}

function awaitAck(agent: Agent, reply: OutgoingReply, effects: Effects<AgentEffect>): void {
  reply.sent = true;
  const { replyAckMs } = agent.options;
  const { subject } = reply;
  const timer = ONLY_TIMER;
  effects.push({ type: "startTimer", subject, timer, minMs: replyAckMs, maxMs: replyAckMs });
  if (effects.tracing) traceReply("reply.sent", agent, reply.message, effects);
}

function waitOnDisk(
  agent: Agent,
  reply: OutgoingReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  // A kept one is on disk, and is sent when the channel is open again.
  if (!keeps(agent.options, "replyKept")) store(agent, reply, nowMs, effects);
}

/** Puts a reply that was tried into the store. A full store keeps what it has. */
function store(
  agent: Agent,
  reply: OutgoingReply,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  agent.replies = without(agent.replies, reply);
  const { message, storedMs, attempts } = reply;
  const { storedReplies } = agent.options;
  const lost = storedMs === undefined && agent.store.replies.size >= storedReplies;
  if (effects.tracing) traceReply("reply.stored", agent, message, effects, { lost });
  if (lost) return;
  const value = { message, storedMs: storedMs ?? nowMs, attempts: attempts + 1 };
  effects.push({ type: "storeRecord", table: "reply", key: message.messageId, value });
  if (!agent.resending) armResend(agent, untilNextRun(agent, nowMs), effects);
}

/** The real job runs from the agent's start on, whether anything is stored or not. */
function untilNextRun(agent: Agent, nowMs: number): RangeMs {
  const { resendFirstMs: first, resendMs } = agent.options;
  const goneMs = nowMs - agent.startedMs;
  const runs = Math.max(0, Math.ceil((goneMs - first.maxMs) / resendMs));
  const minMs = runs * resendMs + first.minMs - goneMs;
  const maxMs = runs * resendMs + first.maxMs - goneMs;
  return { minMs: Math.max(0, minMs), maxMs };
}

function armResend(agent: Agent, { minMs, maxMs }: RangeMs, effects: Effects<AgentEffect>): void {
  agent.resending = true;
  effects.push({ type: "startTimer", subject: 0, timer: AGENT_TIMER.resend, minMs, maxMs });
}

function isOnItsWay(agent: Agent, messageId: string): boolean {
  return agent.replies.some((reply) => reply.message.messageId === messageId);
}

function dropStored(messageId: string, effects: Effects<AgentEffect>): void {
  effects.push({ type: "storeRecord", table: "reply", key: messageId, value: undefined });
}
