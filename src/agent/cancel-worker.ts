/**
 * Cancel jobs: a small queue, a few workers, and a look into the table of commands.
 *
 * The first reply to a cancel job was also its last: whether it hit anything is never told. A
 * command that is found leaves the table, so that a second cancel finds nothing. A worker looks at
 * once and is busy for a while after; that is why a burst of cancels overflows the queue. The cancels
 * of the profile `ideal` have no workers: see prompt-cancel.ts.
 * Source: amazon-ssm-agent 3.3, measured.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { AgentJob, MessageService } from "../wire/message.ts";
import { without } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import { ONLY_TIMER } from "./agent-timer.ts";
import { CancelJob } from "./cancel-job.ts";
import type { AgentEffect } from "./input.ts";
import { moveJob } from "./job-queue.ts";

/** Whether one more cancel job can be accepted. */
export function hasCancelRoom(agent: Agent): boolean {
  const { cancelWorkers, cancelQueue } = agent.options;
  return agent.cancels.length < cancelWorkers + cancelQueue;
}

/** Puts a cancel job at the end of its queue. */
export function addCancel(
  agent: Agent,
  id: string,
  message: AgentJob,
  service: MessageService,
): CancelJob {
  const cancel = new CancelJob(agent.freeSubject(), id, message, service);
  agent.cancels = append(agent.cancels, cancel);
  return cancel;
}

/** Gives waiting cancels to free workers, in order. */
export function runCancels(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  let free = agent.options.cancelWorkers;
  for (const cancel of agent.cancels) if (cancel.working) free -= 1;
  for (const cancel of agent.cancels) {
    if (cancel.working || free <= 0) continue;
    free -= 1;
    runCancel(agent, cancel, nowMs, effects);
  }
}

/** A cancel worker is done: the job's file goes, the next one's turn comes. */
export function finishCancel(
  agent: Agent,
  cancel: CancelJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  agent.cancels = without(agent.cancels, cancel);
  effects.push({ type: "storeRecord", table: "job", key: cancel.id, value: undefined });
  runCancels(agent, nowMs, effects);
}

function runCancel(
  agent: Agent,
  cancel: CancelJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  cancel.working = true;
  const { minMs, maxMs } = agent.options.cancelWorkMs;
  const { subject } = cancel;
  effects.push({ type: "startTimer", subject, timer: ONLY_TIMER, minMs, maxMs });
  const { wanted } = cancel;
  const job = agent.jobs.find((one) => one.listed && one.message.jobId === wanted);
  if (job === undefined) {
    forgetCancel(agent, cancel, wanted, effects);
    return;
  }
  job.listed = false;
  if (effects.tracing) {
    const { node } = agent;
    effects.trace({ event: "cancel.matched", node, command: job.id, cancel: cancel.id });
  }
  moveJob(agent, job, job.life.events.cancelMatched, { nowMs, effects });
}

/** Nothing was found: unknown, ended, or not there yet. Nothing is remembered of it. */
function forgetCancel(
  agent: Agent,
  cancel: CancelJob,
  wanted: string,
  effects: Effects<AgentEffect>,
): void {
  if (effects.tracing) {
    const command = commandIdOfJob(wanted);
    effects.trace({ event: "cancel.missed", node: agent.node, command, cancel: cancel.id });
  }
}
