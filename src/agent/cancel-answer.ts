/**
 * The answers of an agent that tells what came of a cancel (`cancelAnswer` of profile.ts).
 *
 * The answer leaves after all replies about the command that it names, for it stands in their line
 * (reply-queue.ts): who hears "nothing to stop" has heard the command's own end, if there was one.
 */
import type { Effects } from "../kernel/effect.ts";
import { without } from "./agent-record.ts";
import type { Agent } from "./agent-record.ts";
import type { CancelJob } from "./cancel-job.ts";
import type { AgentEffect } from "./input.ts";
import type { AgentOptions } from "./options.ts";
import { keeps } from "./profile.ts";
import { answerContent, makeReply, polledContent } from "./reply.ts";
import { sendReply } from "./reply-queue.ts";

/** What one answer is about. */
export interface Answer {
  /** Why there was nothing to stop; "" when the cancel stopped something. */
  readonly reason: string;
  readonly nowMs: number;
  readonly effects: Effects<AgentEffect>;
}

/** Where the file of a cancel job stands: beside a command's of the same id, not in its place. */
export function cancelKey(options: AgentOptions, id: string): string {
  return keeps(options, "cancelAnswer") ? `cancel/${id}` : id;
}

/** The command has ended: every cancel that names it is answered. */
export function answerCancels(agent: Agent, jobId: string, answer: Answer): void {
  if (!keeps(agent.options, "cancelAnswer")) return;
  for (const cancel of agent.cancels)
    if (cancel.wanted === jobId) answerCancel(agent, cancel, answer);
}

/** The last reply to a cancel job; its file goes. */
export function answerCancel(
  agent: Agent,
  cancel: CancelJob,
  { reason, nowMs, effects }: Answer,
): void {
  agent.cancels = without(agent.cancels, cancel);
  const key = cancelKey(agent.options, cancel.id);
  effects.push({ type: "storeRecord", table: "job", key, value: undefined });
  const { jobId } = cancel.message;
  const said = answerContent(agent, { reason, nowMs });
  const content = cancel.service === "ec2messages" ? polledContent(agent, said) : said;
  const reply = makeReply(agent, { jobId, topic: "aws.ssm.cancelCommand", content });
  sendReply(agent, reply, nowMs, effects, cancel.wanted);
}
