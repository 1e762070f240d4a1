/**
 * A new life of the agent takes up what the store holds.
 *
 * Jobs that had been started are attached to their workers again, or given up after too many
 * starts, with no reply. One whose step asked for a reboot goes on with that step, in a worker of its
 * own: nothing tells a reboot from any other start. One that was stored as started, but has no worker
 * yet, gets it now. Jobs that had not been started are run now, in their order: those that were
 * cancelled while they waited as well, for nothing of that was written down.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/processor/processor.go.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Agent } from "./agent-record.ts";
import type { StoredJob } from "./agent-store.ts";
import { addCancel, runCancels } from "./cancel-worker.ts";
import { parseDocument } from "./document.ts";
import type { AgentEffect } from "./input.ts";
import { JOB_EVENT, Job } from "./job.ts";
import { addJob, fillSlots, moveJob } from "./job-queue.ts";

/** Takes up every stored job: started ones first, for they hold their slots. */
export function takeUpJobs(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (agent.store.jobs.size === 0) return;
  for (const [id, stored] of agent.store.jobs) {
    if (stored.folder === "current") attach(agent, { id, stored }, nowMs, effects);
  }
  for (const [id, stored] of agent.store.jobs) {
    if (stored.folder === "pending") requeue(agent, { id, stored }, effects);
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
  const job = jobOf(agent, { id, stored: { ...stored, runCount: stored.runCount + 1 } });
  if (job === undefined || stored.runCount >= agent.options.commandRetryLimit) {
    const value = { ...stored, folder: "corrupt" } as const;
    effects.push({ type: "storeRecord", table: "job", key: id, value });
    if (effects.tracing) {
      const { node } = agent;
      effects.trace({ event: "job.ended", node, command: id, reason: "commandRetryLimit" });
    }
    return;
  }
  agent.jobs = [...agent.jobs, job];
  const event = stored.done === undefined ? JOB_EVENT.restartCurrent : JOB_EVENT.slotFree;
  moveJob(agent, job, event, { nowMs, effects });
}

function requeue(agent: Agent, { id, stored }: Found, effects: Effects<AgentEffect>): void {
  if (stored.message.content.kind === "cancelCommand") {
    addCancel(agent, id, stored.message);
    return;
  }
  const job = jobOf(agent, { id, stored });
  if (job !== undefined) addJob(agent, job, effects);
}

/** The job of a stored message; undefined when it does not read as a command (a foreign store). */
function jobOf(agent: Agent, { id, stored }: Found): Job | undefined {
  const { message, receivedMs, runCount, done } = stored;
  if (message.content.kind !== "sendCommand") return undefined;
  const order = parseDocument(message.content, { commandId: id, options: agent.options });
  if ("problem" in order) return undefined;
  return new Job({ subject: agent.freeSubject(), id, message, order, receivedMs, runCount, done });
}
