/**
 * A message that a poll has brought: it is read, judged and submitted, as an `agent_job` is.
 *
 * There are no codes of refusal on this way. A full queue is waited for, and a message that was
 * taken before is only acknowledged.
 * Source: amazon-ssm-agent 3.3, measured; that the known one is acknowledged is our choice, see
 * docs/decisions/0025.
 */
import type { Effects } from "../kernel/effect.ts";
import { topicOfJob } from "../wire/job-id.ts";
import type { AgentJob, MessageFailure } from "../wire/message.ts";
import { cancelFact, judgeJob, keepJob, startJob } from "./accept.ts";
import type { Agent } from "./agent-record.ts";
import type { AgentEffect } from "./input.ts";

/** How the service is told that nothing will come of a message. */
export type MessageRefusal = { readonly problem: string } | { readonly failure: MessageFailure };

export interface TakenMessage {
  readonly outcome: "taken" | "known" | "blocked" | "unreadable";
  readonly refusal?: MessageRefusal;
}

/** Submits a message, if it can be. */
export function takeMessage(
  agent: Agent,
  message: AgentJob,
  nowMs: number,
  effects: Effects<AgentEffect>,
): TakenMessage {
  const judged = judgeJob(agent, message, "ec2messages");
  const { code, id, work } = judged;
  // One that is blocked is judged again and again; only its end is told.
  if (code === "51402") return { outcome: "blocked" };
  if (effects.tracing) {
    const about = { service: "ec2messages", ...cancelFact(message) };
    effects.trace({ event: "job.acked", node: agent.node, command: id, code, ...about });
  }
  if (code === "51405") return { outcome: "known" };
  if (code !== "200" || "problem" in work) {
    return { outcome: "unreadable", refusal: refusalOf(message, work) };
  }
  keepJob(agent, judged, nowMs, effects);
  startJob(agent, judged, nowMs, effects);
  return { outcome: "taken" };
}

function refusalOf({ topic }: AgentJob, work: object): MessageRefusal {
  switch (topicOfJob(topic)) {
    case "aws.ssm.sendCommand":
      return "problem" in work
        ? { problem: String(work.problem) }
        : { failure: "InternalHandlerException" };
    case "aws.ssm.cancelCommand":
      return { failure: "InternalHandlerException" };
    case undefined:
      return { failure: "NoHandlerExists" };
  }
}
