/**
 * What the control-channel machine's moves mean: reports, openings, waits, and the start of all
 * that waits for the first accepted report.
 *
 * Waits are ranges for the world to draw from. The real agent draws the first of the growing waits
 * once and doubles it; here each is drawn from its own doubled range.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Agent } from "./agent-record.ts";
import { CHANNEL_EVENT, CHANNEL_RUNTIME } from "./channel-runtime.ts";
import { startHealth } from "./health.ts";
import { startSweep } from "./idempotency.ts";
import type { AgentEffect } from "./input.ts";
import type { RangeMs } from "./options.ts";
import { comeOnline, tellOfPolled } from "./online.ts";
import { startPolling } from "./polling.ts";
import { sendHeldBack, startResend } from "./reply-queue.ts";
import { takeUpJobs } from "./restart.ts";

/** Moves the channel's machine by the number of an event, and carries out what it asks for. */
export function moveChannel(
  agent: Agent,
  event: number,
  nowMs: number,
  effects: Effects<AgentEffect>,
): void {
  const step = CHANNEL_RUNTIME.step(agent.channel, event);
  if (step === undefined) {
    if (effects.tracing) traceIgnored(agent, event, effects);
    return;
  }
  agent.channel = step.target;
  for (const effect of step.effects) {
    if (effect.type === "startDelay") {
      const { minMs, maxMs } = takeDelay(agent, effect.delay);
      effects.push({ type: "startTimer", subject: 0, timer: effect.timer, minMs, maxMs });
    } else if (effect.type === "stopDelay") {
      effects.push({ type: "stopTimer", subject: 0, timer: effect.timer });
    } else act(agent, effect.name, nowMs, effects);
  }
  if (event !== CHANNEL_EVENT.opened) return;
  agent.refusals = 0;
  comeOnline(agent, nowMs, effects);
}

function traceIgnored(agent: Agent, event: number, effects: Effects<AgentEffect>): void {
  effects.trace({
    event: "event.ignored",
    node: agent.node,
    machine: CHANNEL_RUNTIME.id,
    state: CHANNEL_RUNTIME.states[agent.channel],
    cause: CHANNEL_RUNTIME.events[event],
  });
}

/** The length of a wait; the growing ones count the refusals. */
function takeDelay(agent: Agent, delay: string): RangeMs {
  const { options } = agent;
  if (delay === "reconnectMs") return options.reconnectMs;
  const refusals = agent.refusals;
  agent.refusals += 1;
  if (delay === "hibernateMs") {
    const waitMs = options.hibernateMs[refusals] ?? options.hibernateMs.at(-1) ?? 0;
    return { minMs: waitMs, maxMs: waitMs };
  }
  const factor = 2 ** Math.min(refusals, DOUBLINGS_MAX);
  const { minMs, maxMs } = options.retryMs;
  return {
    minMs: Math.min(minMs * factor, options.retryMsMax),
    // Each wait has up to half of its length on top.
    maxMs: Math.min(Math.trunc(maxMs * factor * 1.5), options.retryMsMax),
  };
}

/** Past this the longest wait is long reached; it keeps the arithmetic in integers. */
const DOUBLINGS_MAX = 20;

function act(agent: Agent, action: string, nowMs: number, effects: Effects<AgentEffect>): void {
  switch (action) {
    case "reportFirst":
      effects.push(REPORT_FIRST);
      return;
    case "startModules":
      startModules(agent, nowMs, effects);
      return;
    case "openChannel":
      effects.push(OPEN_CHANNEL);
      return;
    case "closeChannel":
      effects.push({ type: "closeChannel", epoch: agent.epoch });
  }
}

const REPORT_FIRST = { type: "reportHealth", full: false, connection: "" } as const;
const OPEN_CHANNEL = { type: "openChannel" } as const;

function startModules(agent: Agent, nowMs: number, effects: Effects<AgentEffect>): void {
  agent.refusals = 0;
  agent.startedMs = nowMs;
  startPolling(agent, nowMs, effects);
  startHealth(agent, effects);
  startSweep(agent, nowMs, effects);
  startResend(agent, effects);
  takeUpJobs(agent, nowMs, effects);
  tellOfPolled(agent, nowMs, effects);
  sendHeldBack(agent, nowMs, effects);
}
