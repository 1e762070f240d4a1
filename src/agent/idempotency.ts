/**
 * Which jobs were accepted before: by kind and id, for half an hour, also over a restart.
 *
 * Old ids go when the sweep comes by, not when they are old. The real one does so again and again
 * from its start on; here only those sweeps take place that find something to remove, and when the
 * first of them comes by is random. The profile `ideal` sweeps nothing: past `knownIds` the oldest
 * goes. In the same list it marks the commands that were cancelled before they came.
 * Source: amazon-ssm-agent 3.3, measured; agent/messageservice/idempotency.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Agent } from "./agent-record.ts";
import { AGENT_TIMER } from "./agent-timer.ts";
import type { AgentEffect } from "./input.ts";
import type { RangeMs } from "./options.ts";
import { keeps } from "./profile.ts";

export type JobKind = "SendCommand" | "CancelCommand";

/** The name of a job among those that were accepted. */
export function acceptedKey(kind: JobKind, id: string): string {
  return `${kind}/${id}`;
}

/** Whether a job of this name was accepted, and its entry not yet swept. */
export function isDuplicate(agent: Agent, key: string): boolean {
  return agent.store.idempotency.has(key);
}

/** Whether any job of this kind is known: its folder exists then, which a blank id hits. */
export function hasEntries(agent: Agent, kind: JobKind): boolean {
  for (const key of agent.store.idempotency.keys()) if (key.startsWith(kind)) return true;
  return false;
}

/** Remembers an accepted job by its name. */
export function rememberJob(
  agent: Agent,
  key: string,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  effects.push({ type: "storeRecord", table: "idempotency", key, value: nowMs });
  if (keeps(agent.options, "idsKept")) dropOldest(agent, effects);
  else if (!agent.sweeping) armFirstSweep(agent, untilOldMs(agent, nowMs, nowMs), effects);
}

/** Whether a command was cancelled before it came. */
export function isMarked(agent: Agent, jobId: string): boolean {
  return agent.store.idempotency.has(markOf(jobId));
}

/** Marks a command that has not come: it will not run. */
export function markCancelled(
  agent: Agent,
  jobId: string,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  rememberJob(agent, markOf(jobId), nowMs, effects);
}

/** Starts the sweep of a new life, if an earlier one left entries. */
export function startSweep(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { options, store } = agent;
  if (keeps(options, "idsKept") || store.idempotency.size === 0) return;
  armFirstSweep(agent, untilOldMs(agent, oldestOf(store), nowMs), effects);
}

/** Removes what is too old. */
export function sweepIdempotency(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { idempotencyMs } = agent.options;
  let oldestMs = Infinity;
  for (const [key, acceptedMs] of agent.store.idempotency) {
    if (nowMs - acceptedMs <= idempotencyMs) oldestMs = Math.min(oldestMs, acceptedMs);
    else effects.push({ type: "storeRecord", table: "idempotency", key, value: undefined });
  }
  agent.sweeping = false;
  if (oldestMs !== Infinity) armNextSweep(agent, untilOldMs(agent, oldestMs, nowMs), effects);
}

/** The clock was set: ids grow old at another time. The next sweep is a whole turn away at least. */
export function sweepByNewClock(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const oldestMs = agent.sweeping ? oldestOf(agent.store) : Infinity;
  // The sweep that is due finds nothing where no id has got onto the disk: it may stay.
  if (oldestMs !== Infinity) armNextSweep(agent, untilOldMs(agent, oldestMs, nowMs), effects);
}

function markOf(jobId: string): string {
  return `Cancelled/${jobId}`;
}

/** Makes room for one more. The list is that of before this step, so a step may overdraw it. */
function dropOldest({ store, options }: Agent, effects: Effects<AgentEffect>): void {
  let excess = store.idempotency.size + 1 - options.knownIds;
  for (const key of store.idempotency.keys()) {
    if (excess <= 0) return;
    effects.push({ type: "storeRecord", table: "idempotency", key, value: undefined });
    excess -= 1;
  }
}

/** A loop, for a call takes only some ten thousands of arguments. */
function oldestOf({ idempotency }: Agent["store"]): number {
  let oldestMs = Infinity;
  for (const acceptedMs of idempotency.values()) oldestMs = Math.min(oldestMs, acceptedMs);
  return oldestMs;
}

/** How long it is until a sweep would remove an entry. */
function untilOldMs({ options }: Agent, acceptedMs: number, nowMs: number): number {
  return Math.max(0, acceptedMs + options.idempotencyMs + 1 - nowMs);
}

function armFirstSweep(agent: Agent, oldInMs: number, effects: Effects<AgentEffect>): void {
  arm(agent, { minMs: oldInMs, maxMs: oldInMs + agent.options.idempotencySweepMs }, effects);
}

/** It comes by in steps from one that was now. */
function armNextSweep(agent: Agent, oldInMs: number, effects: Effects<AgentEffect>): void {
  const everyMs = Math.max(1, agent.options.idempotencySweepMs);
  const ms = Math.max(1, Math.ceil(oldInMs / everyMs)) * everyMs;
  arm(agent, { minMs: ms, maxMs: ms }, effects);
}

function arm(agent: Agent, { minMs, maxMs }: RangeMs, effects: Effects<AgentEffect>): void {
  agent.sweeping = true;
  effects.push({ type: "startTimer", subject: 0, timer: AGENT_TIMER.sweep, minMs, maxMs });
}
