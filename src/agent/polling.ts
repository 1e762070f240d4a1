/**
 * When an agent polls, and what comes of a poll.
 *
 * Polling starts with the modules. A control channel that opens lets it go on for a while, and ends
 * it with the poll that is under way then; CreateControlChannel refused with AccessDeniedException
 * brings it back, or lets it stay. No other failure of the channel does. The channel's own retry
 * goes on meanwhile.
 * Source: amazon-ssm-agent 3.3, measured; agent/messageservice/interactor/mdsinteractor.
 */
import type { Effects } from "../kernel/effect.ts";
import type { MachineEffect } from "../kernel/machine-runtime.ts";
import { topicOfJob } from "../wire/job-id.ts";
import type { AgentJob, MessageService } from "../wire/message.ts";
import { NEVER_OPEN } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import { POLL_TIMER } from "./agent-timer.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import type { AgentEffect } from "./input.ts";
import { MessagePoll, POLL_EVENT, POLL_RUNTIME, POLL_STATE } from "./message-poll.ts";
import type { RangeMs } from "./options.ts";
import { keeps } from "./profile.ts";
import { failedContent, inProgressContent, makeReply, polledContent } from "./reply.ts";
import { traceReply } from "./reply-queue.ts";
import { takeMessage } from "./take-message.ts";
import type { MessageRefusal } from "./take-message.ts";

/** Starts to poll. */
export function startPolling(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  begin(agent, new MessagePoll(), { nowMs, effects });
}

/** The control channel was refused with AccessDeniedException. */
export function pollInstead(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const poll = agent.poll ?? new MessagePoll();
  const isNews = !poll.isOnlyWay;
  poll.isOnlyWay = true;
  poll.untilMs = undefined;
  if (agent.poll === undefined) begin(agent, poll, { nowMs, effects });
  else if (isNews) effects.push({ type: "limitPolling", untilMs: undefined });
}

/** The control channel has opened: polling goes on for a while. */
export function pollOn(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { poll } = agent;
  if (keeps(agent.options, "fetchedMessages")) poll?.dropFetched();
  if (poll === undefined || poll.untilMs !== undefined) return;
  poll.isOnlyWay = false;
  poll.untilMs = nowMs + agent.options.pollLingerMs;
  effects.push({ type: "limitPolling", untilMs: poll.untilMs });
}

/** The agent stops: so does polling, whatever it is at. */
export function stopPolling(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { poll } = agent;
  if (poll === undefined) return;
  movePoll(agent, poll, POLL_EVENT.stop, { nowMs, effects });
  effects.push({ type: "dropPoll" });
}

/** A poll has brought messages, or none. */
export function pollAnswered(agent: Agent, jobs: readonly AgentJob[], move: PollMove): void {
  const { poll } = agent;
  if (poll?.state !== POLL_STATE.asking) return;
  poll.errors = 0;
  const isLate = agent.channel === CHANNEL_STATE.open && keeps(agent.options, "fetchedMessages");
  poll.inbox = isLate ? [] : jobs;
  noteEnd(agent, poll, move.nowMs);
  movePoll(agent, poll, POLL_EVENT.answered, move);
}

/** A poll has failed: refused, cut off, or too long for its client. */
export function pollFailed(agent: Agent, move: PollMove): void {
  const { poll } = agent;
  if (poll?.state !== POLL_STATE.asking) return;
  if (move.nowMs - poll.askedMs < agent.options.pollErrorMs) poll.errors += 1;
  noteEnd(agent, poll, move.nowMs);
  movePoll(agent, poll, POLL_EVENT.failed, move);
}

/** A call about the message that is being worked on is over. */
export function messageCallAnswered(agent: Agent, move: PollMove): void {
  const { poll } = agent;
  if (poll === undefined) return;
  // Acknowledged or failed, the message is done; after its first reply it is not.
  if (poll.state !== POLL_STATE.replying) poll.inbox = poll.inbox.slice(1);
  movePoll(agent, poll, POLL_EVENT.callAnswered, move);
}

/** A timer of the polling has fired. */
export function firePollTimer(agent: Agent, timer: number, move: PollMove): void {
  const { poll } = agent;
  if (poll !== undefined) {
    movePoll(agent, poll, POLL_RUNTIME.timerEvent(timer - POLL_TIMER), move);
  }
}

/** By which service messages come, as health reports say it; "" while that is not known. */
export function connectionOf({ poll, epoch }: Agent): MessageService | "" {
  if (poll?.isOnlyWay === true) return "ec2messages";
  return epoch === NEVER_OPEN ? "" : "ssmmessages";
}

export interface PollMove {
  readonly nowMs: number;
  readonly effects: Effects<AgentEffect>;
}

interface ChosenMove extends PollMove {
  /** Why the message at hand is failed. */
  readonly refusal?: MessageRefusal | undefined;
}

function begin(agent: Agent, poll: MessagePoll, move: PollMove): void {
  agent.poll = poll;
  for (const effect of POLL_RUNTIME.initial.effects) perform(agent, poll, effect, move);
}

function noteEnd(agent: Agent, poll: MessagePoll, nowMs: number): void {
  poll.isQuick = nowMs - poll.askedMs < agent.options.pollQuickMs;
}

function movePoll(agent: Agent, poll: MessagePoll, event: number, move: ChosenMove): void {
  const step = POLL_RUNTIME.step(poll.state, event);
  if (step === undefined) {
    if (move.effects.tracing) traceIgnored(agent, poll, event, move.effects);
    return;
  }
  poll.state = step.target;
  for (const effect of step.effects) perform(agent, poll, effect, move);
  if (poll.state === POLL_STATE.choosing) choose(agent, poll, move);
  if (poll.state === POLL_STATE.ended) agent.poll = undefined;
}

/** What comes next: the next message, or the next poll. */
function choose(agent: Agent, poll: MessagePoll, { nowMs, effects }: PollMove): void {
  const [job] = poll.inbox;
  if (job === undefined) {
    movePoll(agent, poll, overEvent(agent, poll, nowMs), { nowMs, effects });
    return;
  }
  const { outcome, refusal } = takeMessage(agent, job, nowMs, effects);
  movePoll(agent, poll, POLL_EVENT[outcome], { nowMs, effects, refusal });
}

function overEvent(agent: Agent, poll: MessagePoll, nowMs: number): number {
  if (poll.untilMs !== undefined && nowMs >= poll.untilMs) return POLL_EVENT.last;
  if (poll.errors >= agent.options.pollErrors) {
    poll.errors = 0;
    poll.isQuick = false;
    return POLL_EVENT.errors;
  }
  if (!poll.isQuick) return POLL_EVENT.slow;
  poll.isQuick = false;
  return POLL_EVENT.quick;
}

function perform(agent: Agent, poll: MessagePoll, effect: MachineEffect, move: ChosenMove): void {
  if (effect.type === "startDelay") {
    const { minMs, maxMs } = delayOf(agent, effect.delay);
    const timer = POLL_TIMER + effect.timer;
    move.effects.push({ type: "startTimer", subject: 0, timer, minMs, maxMs });
  } else if (effect.type === "stopDelay") {
    move.effects.push({ type: "stopTimer", subject: 0, timer: POLL_TIMER + effect.timer });
  } else act(agent, poll, effect.name, move);
}

function delayOf({ options }: Agent, delay: string): RangeMs {
  if (delay === "pollRestMs") return options.pollRestMs;
  const lengthMs = delay === "pollBlockedMs" ? options.pollBlockedMs : options.pollSuspendMs;
  return { minMs: lengthMs, maxMs: lengthMs };
}

function act(agent: Agent, poll: MessagePoll, action: string, move: ChosenMove): void {
  const { effects } = move;
  if (action === "getMessages") {
    poll.askedMs = move.nowMs;
    const { isOnlyWay, untilMs } = poll;
    effects.push({ type: "getMessages", isOnlyWay, untilMs });
    return;
  }
  const [job] = poll.inbox;
  if (job === undefined) return;
  const { jobId } = job;
  if (action === "sendFirstReply") sendBareReply(agent, job, move);
  else if (action === "acknowledgeMessage") effects.push({ type: "acknowledgeMessage", jobId });
  else failMessage(agent, job, move);
}

/** A command that can't be read gets a reply that says why, anything else a FailMessage. */
function failMessage(agent: Agent, job: AgentJob, move: ChosenMove): void {
  const { effects, refusal } = move;
  if (refusal === undefined) return;
  if ("problem" in refusal) sendBareReply(agent, job, move);
  else effects.push({ type: "failMessage", jobId: job.jobId, failure: refusal.failure });
}

/** The reply before any result; its call alone is waited for, it is not sent again. */
function sendBareReply(agent: Agent, job: AgentJob, { nowMs, effects, refusal }: ChosenMove): void {
  const { jobId } = job;
  const topic = topicOfJob(job.topic) ?? "aws.ssm.sendCommand";
  const documentTraceOutput = refusal !== undefined && "problem" in refusal ? refusal.problem : "";
  const bare =
    refusal === undefined ? inProgressContent(agent, nowMs) : failedContent(agent, nowMs);
  const content = polledContent(agent, { ...bare, documentTraceOutput });
  const message = makeReply(agent, { jobId, topic, content });
  effects.push({ type: "sendReply", message });
  if (effects.tracing) traceReply("reply.sent", agent, message, effects);
}

function traceIgnored(
  agent: Agent,
  poll: MessagePoll,
  event: number,
  effects: Effects<AgentEffect>,
): void {
  effects.trace({
    event: "event.ignored",
    node: agent.node,
    machine: POLL_RUNTIME.id,
    state: POLL_RUNTIME.states[poll.state],
    cause: POLL_RUNTIME.events[event],
  });
}
