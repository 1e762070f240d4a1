/**
 * A new life of the agent takes up what the store holds.
 *
 * Jobs that had been started are attached to their workers again, or given up after too many
 * starts, with no reply. One whose step asked for a reboot goes on with that step, in a worker of its
 * own: nothing tells a reboot from any other start. One that was stored as started, but has no worker
 * yet, gets it now. Jobs that had not been started are run now, in their order: those that were
 * cancelled while they waited as well, for nothing of that was written down. With `ideal` all that is
 * not running waits for the controller's word, and cancels come first.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/processor/processor.go.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { Agent } from "./agent-record.ts";
import type { StoredJob } from "./agent-store.ts";
import { addCancel, runCancels } from "./cancel-worker.ts";
import { parseDocument } from "./document.ts";
import type { AgentEffect } from "./input.ts";
import { Job } from "./job.ts";
import { jobLife } from "./job-life.ts";
import { addJob, fillSlots, moveJob } from "./job-queue.ts";
import { keeps } from "./profile.ts";
import { settleCancel, stopStarted } from "./prompt-cancel.ts";

/** Takes up every stored job: started ones first, for they hold their slots. */
export function takeUpJobs(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (agent.store.jobs.size === 0) return;
  for (const [id, stored] of agent.store.jobs) {
    if (stored.folder === "corrupt") continue;
    if (isExpired(agent, stored, nowMs)) giveUp(agent, { id, stored }, "documentExpired", effects);
    else if (stored.folder === "current") attach(agent, { id, stored }, nowMs, effects);
  }
  for (const [id, stored] of agent.store.jobs) {
    const isOver = stored.folder !== "pending" || isExpired(agent, stored, nowMs);
    if (!isOver) requeue(agent, { id, stored }, effects);
  }
  if (keeps(agent.options, "cancelTurn")) {
    // Nothing starts before they have had their effect.
    for (const cancel of agent.cancels) {
      stopStarted(agent, cancel, { nowMs, effects });
      settleCancel(agent, cancel, { nowMs, effects });
    }
    fillSlots(agent, nowMs, effects);
    return;
  }
  fillSlots(agent, nowMs, effects);
  runCancels(agent, nowMs, effects);
}

interface Found {
  readonly id: string;
  readonly stored: StoredJob;
}

function attach(
  agent: Agent,
  { id, stored }: Found,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const { options } = agent;
  const job = jobOf(agent, { id, stored: { ...stored, runCount: stored.runCount + 1 } });
  const isGivenUp = stored.runCount >= options.commandRetryLimit && !keeps(options, "takenUp");
  if (job === undefined || isGivenUp) {
    giveUp(agent, { id, stored }, "commandRetryLimit", effects);
    return;
  }
  agent.jobs = append(agent.jobs, job);
  const { restartCurrent, slotFree } = job.life.events;
  if (stored.done === undefined) moveJob(agent, job, restartCurrent, { nowMs, effects });
  else if (!keeps(options, "startOnline")) moveJob(agent, job, slotFree, { nowMs, effects });
}

/** Of documents that came over a control channel the real agent misreads the date. */
function isExpired({ options }: Agent, { service, message }: StoredJob, nowMs: number): boolean {
  if (keeps(options, "takenUp")) return false;
  return service === "ec2messages" && nowMs - message.createdMs > options.documentKeepMs;
}

/** Nobody hears of the job any more. */
function giveUp(
  agent: Agent,
  { id, stored }: Found,
  reason: "commandRetryLimit" | "documentExpired",
  effects: Effects<AgentEffect>,
): void {
  const value = { ...stored, folder: "corrupt" } as const;
  effects.push({ type: "storeRecord", table: "job", key: id, value });
  if (effects.tracing) effects.trace({ event: "job.ended", node: agent.node, command: id, reason });
}

function requeue(agent: Agent, { id, stored }: Found, effects: Effects<AgentEffect>): void {
  if (stored.message.content.kind === "cancelCommand") {
    addCancel(agent, commandIdOfJob(stored.message.jobId), stored.message, stored.service);
    return;
  }
  const job = jobOf(agent, { id, stored });
  if (job !== undefined) addJob(agent, job, effects);
}

/** The job of a stored message; undefined when it does not read as a command (a foreign store). */
function jobOf(agent: Agent, { id, stored }: Found): Job | undefined {
  const { message, service, receivedMs, runCount, done } = stored;
  if (message.content.kind !== "sendCommand") return undefined;
  const order = parseDocument(message.content, { commandId: id, options: agent.options });
  if ("problem" in order) return undefined;
  const [subject, life] = [agent.freeSubject(), jobLife(agent.options)];
  return new Job({ subject, id, message, service, order, receivedMs, runCount, done, life });
}
