/**
 * Which jobs were accepted before: by kind and id, for half an hour, also over a restart.
 *
 * Old ids go when the sweep comes by, not when they are old. Its timer runs only while there is
 * something to sweep; the first wait is random, as the real one sweeps from its start on. The
 * profile `ideal` sweeps nothing: past `knownIds` the oldest goes. In the same list it marks the
 * commands that were cancelled before they came.
 * Source: amazon-ssm-agent 3.3, measured; agent/messageservice/idempotency.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Agent } from "./agent-record.ts";
import { AGENT_TIMER } from "./agent-timer.ts";
import type { AgentEffect } from "./input.ts";
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
  else if (!agent.sweeping) armSweep(agent, 0, effects);
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
export function startSweep(agent: Agent, effects: Effects<AgentEffect>): void {
  if (keeps(agent.options, "idsKept")) return;
  if (agent.store.idempotency.size > 0) armSweep(agent, 0, effects);
}

/** Removes what is too old. */
export function sweepIdempotency(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  const { idempotencyMs, idempotencySweepMs } = agent.options;
  let kept = 0;
  for (const [key, acceptedMs] of agent.store.idempotency) {
    if (nowMs - acceptedMs <= idempotencyMs) kept += 1;
    else effects.push({ type: "storeRecord", table: "idempotency", key, value: undefined });
  }
  agent.sweeping = false;
  if (kept > 0) armSweep(agent, idempotencySweepMs, effects);
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

function armSweep(agent: Agent, minMs: number, effects: Effects<AgentEffect>): void {
  agent.sweeping = true;
  const maxMs = agent.options.idempotencySweepMs;
  effects.push({ type: "startTimer", subject: 0, timer: AGENT_TIMER.sweep, minMs, maxMs });
}
