/**
 * Health reports: a full one at the start, then after a random wait one after another.
 *
 * Source: amazon-ssm-agent 3.3, measured (0 s, 248 s, then 300 s later); agent/health.
 */
import type { Effects } from "../kernel/effect.ts";
import type { Agent } from "./agent-record.ts";
import { AGENT_TIMER } from "./agent-timer.ts";
import type { AgentEffect } from "./input.ts";
import { connectionOf } from "./polling.ts";

/** The full report at the start, and the wait that spreads a fleet's reports over time. */
export function startHealth(agent: Agent, effects: Effects<AgentEffect>): void {
  const maxMs = agent.options.healthReportMs;
  effects.push(FULL_REPORTS[connectionOf(agent)]);
  effects.push({ type: "startTimer", subject: 0, timer: AGENT_TIMER.health, minMs: 0, maxMs });
}

/** A periodic report. */
export function reportHealth(agent: Agent, effects: Effects<AgentEffect>): void {
  const lengthMs = agent.options.healthReportMs;
  effects.push(FULL_REPORTS[connectionOf(agent)]);
  effects.push({
    type: "startTimer",
    subject: 0,
    timer: AGENT_TIMER.health,
    minMs: lengthMs,
    maxMs: lengthMs,
  });
}

/** By how its messages come: made once, for a fleet reports all the time. */
const FULL_REPORTS = {
  "": { type: "reportHealth", full: true, connection: "" },
  ssmmessages: { type: "reportHealth", full: true, connection: "ssmmessages" },
  ec2messages: { type: "reportHealth", full: true, connection: "ec2messages" },
} as const;
