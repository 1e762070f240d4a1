/**
 * A cancel job of an agent that keeps its promises (`cancelTurn`, `earlyCancel` of profile.ts): no
 * queue and no worker stands between its acknowledgement and its effect.
 *
 * What runs is told to stop before the ack leaves, so that a crash in between can't leave an
 * acknowledged cancel that nobody knows of. A cancel that finds nothing leaves a mark by which the
 * command will be known when it comes.
 */
import type { Effects } from "../kernel/effect.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { Agent } from "./agent-record.ts";
import { answerCancel } from "./cancel-answer.ts";
import type { CancelJob } from "./cancel-job.ts";
import { acceptedKey, isDuplicate, isMarked, markCancelled } from "./idempotency.ts";
import type { AgentEffect } from "./input.ts";
import type { Job } from "./job.ts";
import { moveJob } from "./job-queue.ts";

interface CancelMove {
  readonly nowMs: number;
  readonly effects: Effects<AgentEffect>;
}

/** Whether one more cancel can be accepted: as many wait for an end as there may be commands. */
export function hasPromptRoom({ cancels, replies, options }: Agent): boolean {
  return cancels.length < options.jobTable && replies.length < options.storedReplies;
}

/** Tells a command that has been started to stop; a waiting one has its turn in `settleCancel`. */
export function stopStarted(agent: Agent, cancel: CancelJob, move: CancelMove): void {
  const job = jobOf(agent, cancel);
  if (job !== undefined && !job.isWaiting()) match(agent, cancel, job, move);
}

/** Ends a command that waits, or leaves the cancel to the command's end, or answers it at once. */
export function settleCancel(agent: Agent, cancel: CancelJob, move: CancelMove): void {
  const job = jobOf(agent, cancel);
  if (job?.isWaiting() === true) match(agent, cancel, job, move);
  else if (job === undefined && !isAsleep(agent, cancel)) miss(agent, cancel, move);
}

function jobOf(agent: Agent, { wanted }: CancelJob): Job | undefined {
  return agent.jobs.find((job) => job.message.jobId === wanted);
}

function match(agent: Agent, cancel: CancelJob, job: Job, move: CancelMove): void {
  if (move.effects.tracing) {
    const { node } = agent;
    move.effects.trace({ event: "cancel.matched", node, command: job.id, cancel: cancel.id });
  }
  moveJob(agent, job, job.life.events.cancelMatched, move);
}

/** Whether the command waits on disk for a reboot, after which it will be met by this cancel. */
function isAsleep({ store }: Agent, { wanted }: CancelJob): boolean {
  const stored = store.jobs.get(commandIdOfJob(wanted));
  return stored?.folder === "current" && stored.message.jobId === wanted;
}

function miss(agent: Agent, cancel: CancelJob, { nowMs, effects }: CancelMove): void {
  const command = commandIdOfJob(cancel.wanted);
  const isKnown = isDuplicate(agent, acceptedKey("SendCommand", command));
  if (effects.tracing) {
    const { node } = agent;
    effects.trace({
      event: "cancel.missed",
      node,
      command,
      cancel: cancel.id,
      remembered: !isKnown,
    });
  }
  if (!isKnown && !isMarked(agent, cancel.wanted)) {
    markCancelled(agent, cancel.wanted, nowMs, effects);
  }
  const reason = `nothing to stop: ${isKnown ? ENDED : NOT_ARRIVED}`;
  answerCancel(agent, cancel, { reason, nowMs, effects });
}

const ENDED = "no command of this JobId waits or runs";
const NOT_ARRIVED = "the command has not arrived, and will not run when it does";
