import type { Effects } from "../kernel/effect.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { AgentJobReply } from "../wire/message.ts";
import type { Agent } from "./agent-record.ts";
import type { AgentEffect } from "./input.ts";
import { outputFacts } from "./output-facts.ts";

/** Says in the trace what became of a reply. Call it under `if (effects.tracing)`. */
export function traceReply(
  event: "reply.sent" | "reply.stored",
  agent: Agent,
  { jobId, topic, content }: AgentJobReply,
  effects: Effects<AgentEffect>,
  details: { readonly lost?: boolean } = {},
): void {
  const command = commandIdOfJob(jobId);
  const { documentStatus: status, documentTraceOutput: said } = content;
  const output = event === "reply.sent" ? outputFacts(content) : {};
  const traceOutput = said === "" ? {} : { traceOutput: said };
  effects.trace({
    event,
    ...{ node: agent.node, command, topic, status, ...traceOutput, ...output, ...details },
  });
}
