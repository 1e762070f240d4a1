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
  const rest = start < 0 ? "" : jobId.slice(start + PREFIX.length);
  // Something has to stand between the prefix and the dot before the node id.
  if (rest.indexOf(".", 1) < 0) return jobId;
  return jobId.split(".").at(-2) ?? jobId;
}

/** The parts of a well-formed JobId, or undefined. */
export function parseJobId(jobId: string): JobName | undefined {
  const match = FORM.exec(jobId);
  const [, commandId, nodeId] = match ?? [];
  return commandId === undefined || nodeId === undefined ? undefined : { commandId, nodeId };
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
const FORM = /^aws\.ssm\.([^.]+)\.([^.]+)$/;
