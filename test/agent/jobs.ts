/** Jobs for tests, and messages in one line each. */
import type { AgentJob, Message, SendCommandContent } from "../../src/wire/message.ts";
import { NODE } from "./rig.ts";

/** The JobId of a command or a cancel on the tests' node. */
export function jobId(id: string): string {
  return `aws.ssm.${id}.${NODE}`;
}

/** A send-command job of one step whose script is these lines. */
export function sendJob(
  id: string,
  lines: readonly string[],
  {
    timeoutSeconds = "3600",
    ...content
  }: Partial<SendCommandContent> & {
    timeoutSeconds?: string;
  } = {},
): AgentJob {
  const inputs = { timeoutSeconds, runCommand: lines };
  return contentJob(id, {
    document: {
      schemaVersion: "2.2",
      mainSteps: [{ action: "aws:runShellScript", name: "runShellScript", inputs }],
    },
    ...content,
  });
}

/** A send-command job of several steps, each one line. */
export function stepsJob(id: string, lines: readonly string[]): AgentJob {
  const mainSteps = lines.map((line, index) => ({
    action: "aws:runShellScript",
    name: `step${index + 1}`,
    inputs: { runCommand: [line] },
  }));
  return contentJob(id, { document: { schemaVersion: "2.2", mainSteps } });
}

export function contentJob(id: string, content: Partial<SendCommandContent>): AgentJob {
  return {
    type: "agent_job",
    messageId: `message-${id}`,
    createdMs: 0,
    jobId: jobId(id),
    topic: "aws.ssm.sendCommand.us-east-1.1",
    content: {
      kind: "sendCommand",
      commandId: id,
      documentName: "AWS-RunShellScript",
      document: {},
      parameters: {},
      outputS3BucketName: "",
      outputS3KeyPrefix: "",
      cloudWatchLogGroupName: "",
      cloudWatchOutputEnabled: false,
      ...content,
    },
  };
}

/** A job that cancels another by its JobId, or by whatever text is given. */
export function cancelJob(id: string, cancelMessageId: string): AgentJob {
  return {
    type: "agent_job",
    messageId: `message-${id}`,
    createdMs: 0,
    jobId: jobId(id),
    topic: "aws.ssm.cancelCommand.us-east-1.1",
    content: { kind: "cancelCommand", cancelMessageId },
  };
}

/**
 * What a message says, on one line: `id ack CODE`, or `id[ cancel] STATUS` with `null` for no
 * results, or each result as `key STATUS CODE "output"`, then the counts.
 */
export function line(message: Message): string {
  if (message.type === "agent_job_ack")
    return `${shortId(message.jobId)} ack ${message.statusCode}`;
  if (message.type !== "agent_job_reply") return message.type;
  const { documentStatus, runtimeStatus, runtimeStatusCounts } = message.content;
  const topic = message.topic === "aws.ssm.cancelCommand" ? " cancel" : "";
  const start = `${shortId(message.jobId)}${topic} ${documentStatus}`;
  if (runtimeStatus === null || runtimeStatusCounts === null) return `${start} null`;
  const results = Object.entries(runtimeStatus).map(
    ([key, { status, code, output }]) => `${key} ${status} ${code} ${JSON.stringify(output)}`,
  );
  return [start, ...results, JSON.stringify(runtimeStatusCounts)].join(" ");
}

function shortId(id: string): string {
  return id.replace("aws.ssm.", "").replace(`.${NODE}`, "");
}
