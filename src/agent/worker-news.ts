/**
 * What comes from document workers: ends of steps and documents, and whether they live.
 */
import type { Effects } from "../kernel/effect.ts";
import type { AgentStatus } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import type { AgentEffect, AgentInput } from "./input.ts";
import type { Job } from "./job.ts";
import { moveJob } from "./job-queue.ts";
import { tellOfJob } from "./online.ts";
import { reportStep } from "./job-report.ts";

/** A worker has said something. Before its job is attached it counts for nothing: it comes again. */
export function hearWorker(
  agent: Agent,
  { commandId, said }: AgentInput & { type: "worker.said" },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const job = jobOf(agent, commandId);
  if (job === undefined || job.isAttaching()) return;
  if (said.type === "step.ended") reportStep(agent, job, said, { nowMs, effects });
  else moveJob(agent, job, endEvent(job, said.status), { nowMs, effects, said });
}

/** What an earlier life's worker had to say, and whether it lives. */
export function attachedWorker(
  agent: Agent,
  { commandId, alive, unstarted, said }: AgentInput & { type: "worker.attached" },
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const job = jobOf(agent, commandId);
  if (job === undefined) return;
  for (const message of said) {
    if (message.type === "step.ended") {
      if (job.isAttaching()) reportStep(agent, job, message, { nowMs, effects });
    } else {
      moveJob(agent, job, endEvent(job, message.status), { nowMs, effects, said: message });
      return;
    }
  }
  moveJob(agent, job, attachedEvent(job, alive, unstarted === true), { nowMs, effects });
  if (job.isWaiting()) tellOfJob(agent, job, nowMs, effects);
}

function attachedEvent({ life }: Job, alive: boolean, unstarted: boolean): number {
  if (unstarted) return life.events.attachedUnstarted;
  return alive ? life.events.attachedAlive : life.events.attachedGone;
}

function endEvent({ life }: Job, status: AgentStatus): number {
  const { documentEnded, documentRebooting } = life.events;
  return status === "SuccessAndReboot" ? documentRebooting : documentEnded;
}

function jobOf(agent: Agent, commandId: string): Job | undefined {
  return agent.jobs.find((job) => job.id === commandId);
}
