/**
 * The send-command jobs of an agent: who waits, who holds a worker slot, and each job's moves.
 *
 * A slot is held from the start of a job to its end, or until it is abandoned; then the next one
 * in the queue gets it. With `amazon-ssm-agent` a cancelled job keeps its place in the queue and is
 * left out when its turn comes: nobody hears of it again. With `ideal` a job waits, besides, until
 * the controller has acknowledged it on the open channel.
 */
import { append } from "../kernel/append.ts";
import type { Effects } from "../kernel/effect.ts";
import { without } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import { CHANNEL_STATE } from "./channel-runtime.ts";
import type { AgentEffect, WorkerMessage } from "./input.ts";
import type { Job } from "./job.ts";
import { reportEnd, reportLost, reportReboot, reportUnstarted } from "./job-report.ts";
import { keeps } from "./profile.ts";

/** What one move is about. */
export interface JobMove {
  readonly nowMs: number;
  readonly effects: Effects<AgentEffect>;
  /** What the worker said last, when that ended the document. */
  readonly said?: WorkerMessage & { type: "document.ended" };
}

/** The delays that the job machine names are options of the agent. */
type JobDelay = "abandonMs" | "workerLostMs" | "reattachedMs";

/** Whether a job could start at once. */
export function hasFreeSlot(agent: Agent): boolean {
  return heldSlots(agent) < agent.options.commandWorkers;
}

/** Whether one more job can be accepted. */
export function hasJobRoom(agent: Agent): boolean {
  const { commandQueue, commandWorkers, jobTable } = agent.options;
  if (agent.jobs.length >= jobTable) return false;
  const free = Math.max(0, commandWorkers - heldSlots(agent));
  return count(agent.jobs, (job) => job.isWaiting()) < commandQueue + free;
}

/** Puts a job at the end of the queue. */
export function addJob(agent: Agent, job: Job, effects: Effects<AgentEffect>): void {
  agent.jobs = append(agent.jobs, job);
  if (effects.tracing && !hasFreeSlot(agent)) {
    effects.trace({ event: "job.queued", node: agent.node, command: job.id });
  }
}

/** Gives free slots to waiting jobs, in order; an agent that is stopped starts nothing more. */
export function fillSlots(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  if (agent.channel === CHANNEL_STATE.stopped) return;
  const isOnlineOnly = keeps(agent.options, "startOnline");
  for (const job of agent.jobs) {
    if (isOnlineOnly && !isCleared(agent, job)) continue;
    if (job.isWaiting() && hasFreeSlot(agent)) {
      move(agent, job, job.life.events.slotFree, { nowMs, effects });
    }
  }
}

/** Whether the controller has acknowledged the job, and can still be heard. */
function isCleared({ channel, poll }: Agent, { cleared, service }: Job): boolean {
  const isOnline = channel === CHANNEL_STATE.open;
  return cleared && (isOnline || (service === "ec2messages" && poll !== undefined));
}

/** Moves a job by the number of an event; a slot that it gives back goes to the next one. */
export function moveJob(agent: Agent, job: Job, event: number, jobMove: JobMove): void {
  const held = job.holdsSlot();
  move(agent, job, event, jobMove);
  if (held && !job.holdsSlot()) fillSlots(agent, jobMove.nowMs, jobMove.effects);
}

function heldSlots(agent: Agent): number {
  return count(agent.jobs, (job) => job.holdsSlot());
}

function count(jobs: readonly Job[], matches: (job: Job) => boolean): number {
  let sum = 0;
  for (const job of jobs) if (matches(job)) sum += 1;
  return sum;
}

function move(agent: Agent, job: Job, event: number, jobMove: JobMove): void {
  const { effects } = jobMove;
  const step = job.life.runtime.step(job.state, event);
  if (step === undefined) {
    if (effects.tracing) traceIgnored(agent, job, event, effects);
    return;
  }
  job.state = step.target;
  for (const effect of step.effects) {
    if (effect.type === "startDelay") {
      const lengthMs = agent.options[effect.delay as JobDelay];
      const { subject } = job;
      const { timer } = effect;
      effects.push({ type: "startTimer", subject, timer, minMs: lengthMs, maxMs: lengthMs });
    } else if (effect.type === "stopDelay") {
      effects.push({ type: "stopTimer", subject: job.subject, timer: effect.timer });
    } else act(agent, job, effect.name, jobMove);
  }
}

function traceIgnored(agent: Agent, job: Job, event: number, effects: Effects<AgentEffect>): void {
  const { runtime } = job.life;
  effects.trace({
    event: "event.ignored",
    node: agent.node,
    command: job.id,
    machine: runtime.id,
    state: runtime.states[job.state],
    cause: runtime.events[event],
  });
}

function act(agent: Agent, job: Job, action: string, jobMove: JobMove): void {
  const { nowMs, effects, said } = jobMove;
  switch (action) {
    case "startWorker":
      storeCurrent(job, effects);
      effects.push({ type: "startWorker", order: job.order, done: job.done });
      trace(agent, job, "job.started", effects);
      return;
    case "attachWorker":
      storeCurrent(job, effects);
      effects.push({ type: "attachWorker", commandId: job.id });
      trace(agent, job, "job.reattached", effects);
      return;
    case "cancelWorker":
      effects.push({
        ...{ type: "tellWorker", commandId: job.id, message: "cancel" },
        atOnce: keeps(agent.options, "cancelTurn"),
      });
      return;
    case "skip":
      // Its file stays in the folder of pending jobs, where the next start of the agent finds it.
      agent.jobs = without(agent.jobs, job);
      trace(agent, job, "job.skipped", effects);
      return;
    case "abandon":
      trace(agent, job, "job.abandoned", effects);
      return;
    case "report":
      agent.jobs = without(agent.jobs, job);
      if (said !== undefined) reportEnd(agent, job, said, { nowMs, effects });
      return;
    case "reportReboot":
      agent.jobs = without(agent.jobs, job);
      agent.rebooting = true;
      if (said !== undefined) reportReboot(agent, job, said, { nowMs, effects });
      return;
    case "reportUnstarted":
      agent.jobs = without(agent.jobs, job);
      reportUnstarted(agent, job, { nowMs, effects });
      return;
    case "reportLost":
      agent.jobs = without(agent.jobs, job);
      reportLost(agent, job, { nowMs, effects });
  }
}

function storeCurrent(job: Job, effects: Effects<AgentEffect>): void {
  const { message, service, receivedMs, runCount } = job;
  const value = { folder: "current", message, service, receivedMs, runCount } as const;
  effects.push({ type: "storeRecord", table: "job", key: job.id, value });
}

function trace(
  agent: Agent,
  job: Job,
  event: "job.started" | "job.reattached" | "job.skipped" | "job.abandoned",
  effects: Effects<AgentEffect>,
): void {
  if (effects.tracing) effects.trace({ event, node: agent.node, command: job.id });
}
