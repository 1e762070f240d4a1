/**
 * One step of a simulated agent: an input comes in, its record changes, effects go out.
 *
 * This is where inputs are told apart; what each means is in the files beside. Frames count only
 * with the epoch of the open channel. The store is only read: changes leave as effects, and the
 * world applies those of one step together, before it carries out the others.
 */
import type { Effects } from "../kernel/effect.ts";
import { ACCESS_DENIED } from "../wire/create-control-channel.ts";
import type { Message } from "../wire/message.ts";
import { acceptJob } from "./accept.ts";
import { NO_EPOCH } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import { AGENT_TIMER, POLL_TIMER } from "./agent-timer.ts";
import { finishCancel } from "./cancel-worker.ts";
import { moveChannel } from "./channel.ts";
import { CHANNEL_EVENT, CHANNEL_RUNTIME, CHANNEL_STATE } from "./channel-runtime.ts";
import { reportHealth } from "./health.ts";
import { sweepByNewClock, sweepIdempotency } from "./idempotency.ts";
import type { AgentEffect, AgentInput } from "./input.ts";
import { moveJob } from "./job-queue.ts";
import { clearJob, firstReplyAnswered, tellOfPolled } from "./online.ts";
import {
  firePollTimer,
  messageCallAnswered,
  pollAnswered,
  pollFailed,
  pollInstead,
  pollOn,
  stopPolling,
} from "./polling.ts";
import type { PollMove } from "./polling.ts";
import { acknowledgeReply, areRepliesOut, replyAnswered } from "./reply-queue.ts";
import { replyUnacknowledged, resendReplies, sendHeldBack } from "./reply-queue.ts";
import { attachedWorker, hearWorker } from "./worker-news.ts";

export { Agent } from "./agent-record.ts";
export type { AgentParts } from "./agent-record.ts";

/** Moves an agent by one input. Errors: never throws on anything that a peer can send. */
export function stepAgent(
  agent: Agent,
  input: AgentInput,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  takeInput(agent, input, nowMs, effects);
  if (agent.rebooting && areRepliesOut(agent)) reboot(agent, nowMs, effects);
}

/** The replies are out or on disk: the agent stops, as far as it goes, and asks for the reboot. */
function reboot(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  agent.rebooting = false;
  stop(agent, nowMs, effects);
  effects.push({ type: "rebootNode" });
  if (effects.tracing) effects.trace({ event: "reboot.requested", node: agent.node });
}

function takeInput(
  agent: Agent,
  input: AgentInput,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  switch (input.type) {
    case "timer":
      fire(agent, input, nowMs, effects);
      return;
    case "frame.received":
      receive(agent, input, nowMs, effects);
      return;
    case "worker.said":
      hearWorker(agent, input, nowMs, effects);
      return;
    case "worker.attached":
      attachedWorker(agent, input, nowMs, effects);
      return;
    case "call.answered":
      if (agent.channel !== CHANNEL_STATE.reporting) return;
      moveChannel(agent, input.accepted ? HEALTH.accepted : HEALTH.refused, nowMs, effects);
      return;
    case "channel.opened":
      agent.epoch = input.epoch;
      moveChannel(agent, CHANNEL_EVENT.opened, nowMs, effects);
      pollOn(agent, nowMs, effects);
      return;
    case "channel.refused":
      moveChannel(agent, CHANNEL_EVENT.refused, nowMs, effects);
      if (input.reason === ACCESS_DENIED) pollInstead(agent, nowMs, effects);
      return;
    case "channel.closed":
      if (input.epoch !== agent.epoch) return;
      agent.epoch = NO_EPOCH;
      moveChannel(agent, CHANNEL_EVENT.closed, nowMs, effects);
      return;
    case "agent.start":
      moveChannel(agent, CHANNEL_EVENT.start, nowMs, effects);
      return;
    case "agent.stop":
      stop(agent, nowMs, effects);
      return;
    case "clock.moved":
      moveClock(agent, input.byMs, nowMs, effects);
      return;
    default:
      takeAnswer(agent, input, { nowMs, effects });
      sendHeldBack(agent, nowMs, effects);
  }
}

function stop(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  moveChannel(agent, CHANNEL_EVENT.stop, nowMs, effects);
  stopPolling(agent, nowMs, effects);
}

/**
 * What measures a length goes on as before; dates that stand on disk or in messages do not change.
 * Source: Go's time.Now has a reading of a monotonic clock beside that of the wall clock.
 */
function moveClock(agent: Agent, byMs: number, nowMs: number, effects: Effects<AgentEffect>): void {
  agent.startedMs += byMs;
  agent.poll?.moveClock(byMs);
  sweepByNewClock(agent, nowMs, effects);
}

/** What calls of ec2messages were answered. */
function takeAnswer(
  agent: Agent,
  input: Extract<AgentInput, { type: `${"poll" | "message" | "reply"}.${string}` }>,
  move: PollMove,
): void {
  switch (input.type) {
    case "poll.answered":
      pollAnswered(agent, input.jobs, move);
      return;
    case "poll.failed":
      pollFailed(agent, move);
      tellOfPolled(agent, move.nowMs, move.effects);
      return;
    case "message.answered":
      messageCallAnswered(agent, move);
      return;
    case "reply.answered": {
      const { nowMs, effects } = move;
      const reply = replyAnswered(agent, input, nowMs, effects);
      if (reply !== undefined) {
        if (input.accepted) clearJob(agent, reply, nowMs, effects);
        return;
      }
      const [message] = agent.poll?.inbox ?? [];
      messageCallAnswered(agent, move);
      if (message !== undefined) firstReplyAnswered(agent, message, input.accepted, move);
    }
  }
}

const HEALTH = { accepted: CHANNEL_EVENT.healthAccepted, refused: CHANNEL_EVENT.healthRefused };

function fire(
  agent: Agent,
  { subject, timer }: AgentInput & { type: "timer" },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if (subject !== 0) fireSubject(agent, { subject, timer }, nowMs, effects);
  else if (timer === AGENT_TIMER.health) reportHealth(agent, effects);
  else if (timer === AGENT_TIMER.resend) resendReplies(agent, nowMs, effects);
  else if (timer === AGENT_TIMER.sweep) sweepIdempotency(agent, nowMs, effects);
  else if (timer >= POLL_TIMER) {
    firePollTimer(agent, timer, { nowMs, effects });
    sendHeldBack(agent, nowMs, effects);
  } else moveChannel(agent, CHANNEL_RUNTIME.timerEvent(timer), nowMs, effects);
}

function fireSubject(
  agent: Agent,
  { subject, timer }: { readonly subject: number; readonly timer: number },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const reply = agent.replies.find((one) => one.subject === subject);
  if (reply !== undefined) {
    replyUnacknowledged(agent, reply, nowMs, effects);
    return;
  }
  const cancel = agent.cancels.find((one) => one.subject === subject);
  if (cancel !== undefined) {
    finishCancel(agent, cancel, nowMs, effects);
    return;
  }
  const job = agent.jobs.find((one) => one.subject === subject);
  if (job !== undefined)
    moveJob(agent, job, job.life.runtime.timerEvent(timer), { nowMs, effects });
}

function receive(
  agent: Agent,
  { epoch, message }: { readonly epoch: number; readonly message: Message },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  if (epoch !== agent.epoch) return;
  // Other messages are logged and ignored; the channel stays up.
  if (message.type === "agent_job") acceptJob(agent, message, nowMs, effects);
  else if (message.type === "agent_job_reply_ack") {
    const reply = acknowledgeReply(agent, message.acknowledgedMessageId, nowMs, effects);
    if (reply !== undefined) clearJob(agent, reply, nowMs, effects);
  }
}
