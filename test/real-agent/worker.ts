/**
 * The work of an agent for one command that is cancelled, over its control channel.
 */
import type { RealAgent } from "./client.ts";
import { replyContent } from "./frame.ts";

const SEND = "aws.ssm.sendCommand";
const CANCEL = "aws.ssm.cancelCommand";

/** Takes the next job, runs it until it is cancelled, and says so. */
export async function workAs(agent: RealAgent): Promise<void> {
  const job = await agent.nextFrame("agent_job");
  const jobId = String(job.payload["JobId"]);
  agent.ackJob(job);
  await agent.replyJob(jobId, SEND, replyContent("InProgress"));
  const cancel = await agent.nextFrame("agent_job");
  agent.ackJob(cancel);
  await agent.replyJob(String(cancel.payload["JobId"]), CANCEL, replyContent("InProgress"));
  const output = "started\n";
  const step = { status: "Cancelled", code: 137, output, standardOutput: output };
  await agent.replyJob(jobId, SEND, replyContent("InProgress", step));
  await agent.replyJob(jobId, SEND, replyContent("Cancelled", step));
}
