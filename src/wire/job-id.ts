/**
 * The names that tie a job to its command: the JobId and the Topic of an `agent_job`.
 *
 * A JobId is `aws.ssm.<command id>.<node id>`. The agent takes the last part but one as the command
 * id; a JobId of another form it uses whole. Of a Topic only the start counts.
 */
export type JobTopic = "aws.ssm.sendCommand" | "aws.ssm.cancelCommand";

export interface JobName {
  readonly commandId: string;
  readonly nodeId: string;
}

/** The JobId of one command on one node. */
export function makeJobId({ commandId, nodeId }: JobName): string {
  return `aws.ssm.${commandId}.${nodeId}`;
}

/**
 * The command id that an agent takes from a JobId.
 *
 * Shape: `aws.ssm.<something>.<rest>` gives the last part but one; anything else the whole text.
 * Source: the real agent; a JobId `not-a-job-id` ran under that name.
 */
export function commandIdOfJob(jobId: string): string {
  const start = jobId.indexOf(PREFIX);
  // Something has to stand between the prefix and the dot before the node id.
  if (start < 0 || jobId.indexOf(".", start + PREFIX.length + 1) < 0) return jobId;
  const end = jobId.lastIndexOf(".");
  return jobId.slice(jobId.lastIndexOf(".", end - 1) + 1, end);
}

/** The parts of a well-formed JobId, or undefined: neither part is empty or has a dot. */
export function parseJobId(jobId: string): JobName | undefined {
  if (!jobId.startsWith(PREFIX)) return undefined;
  const end = jobId.indexOf(".", PREFIX.length);
  if (end <= PREFIX.length || end === jobId.length - 1) return undefined;
  if (jobId.indexOf(".", end + 1) >= 0) return undefined;
  return { commandId: jobId.slice(PREFIX.length, end), nodeId: jobId.slice(end + 1) };
}

/** The Topic of a job as the controller writes it. */
export function makeTopic(topic: JobTopic, region: string): string {
  return `${topic}.${region}.1`;
}

/** What a Topic asks for, or undefined: only its start counts. */
export function topicOfJob(topic: string): JobTopic | undefined {
  return JOB_TOPICS.find((known) => topic.startsWith(known));
}

export const JOB_TOPICS = [
  "aws.ssm.sendCommand",
  "aws.ssm.cancelCommand",
] as const satisfies readonly JobTopic[];

const PREFIX = "aws.ssm.";
