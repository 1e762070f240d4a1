/**
 * The frames of a recording's controller: jobs, cancels, and acks of replies.
 */
import { encodeFrame } from "../../src/wire/frame.ts";
import { uuidOf } from "./job-names.ts";
import type { JobNames } from "./job-names.ts";
import type { Action, SendAction } from "./recording.ts";

export interface ControllerFrame {
  readonly messageId: string;
  readonly createdMs: number;
  readonly jobId: string;
  readonly bytes: Uint8Array;
}

type CancelAction = Extract<Action, { cancel: string }>;

/** The frame of a command. */
export function sendFrame(action: SendAction, names: JobNames): ControllerFrame {
  return jobFrame(sendJob(action, names));
}

/** The same as a message for a poll. */
export function sendMessage(action: SendAction, names: JobNames): object {
  return messageOf(sendJob(action, names), names);
}

/** The frame of a cancel. */
export function cancelFrame(action: CancelAction, names: JobNames): ControllerFrame {
  return jobFrame(cancelJob(action, names));
}

/** The same as a message for a poll. */
export function cancelMessage(action: CancelAction, names: JobNames): object {
  return messageOf(cancelJob(action, names), names);
}

interface ControllerJob {
  readonly jobId: string;
  readonly topic: string;
  readonly content: string;
}

function sendJob(action: SendAction, names: JobNames): ControllerJob {
  const { send, jobId, topic = "aws.ssm.sendCommand.us-east-1.1" } = action;
  const content = action.content ?? JSON.stringify(contentOf(action, names));
  return { jobId: names.jobIdOf(send, jobId), topic, content };
}

function cancelJob({ cancel, as, by }: CancelAction, names: JobNames): ControllerJob {
  const wanted = by === undefined ? names.jobIdOf(cancel) : names.idOf(cancel);
  const content = JSON.stringify({ CancelMessageId: wanted });
  return { jobId: names.jobIdOf(as), topic: "aws.ssm.cancelCommand.us-east-1.1", content };
}

function messageOf({ jobId, topic, content }: ControllerJob, names: JobNames): object {
  return {
    CreatedDate: new Date().toISOString(),
    Destination: names.node,
    MessageId: jobId,
    Payload: content,
    PayloadDigest: "",
    Topic: topic,
  };
}

/** The frame that acknowledges a reply. */
export function replyAckFrame(jobId: string, acknowledgedMessageId: string): ControllerFrame {
  return frame("agent_job_reply_ack", jobId, { jobId, acknowledgedMessageId });
}

/** A frame of any type, in good form. */
export function emptyFrame(messageType: string): Uint8Array {
  return frame(messageType, "", {}).bytes;
}

let frames = 0;

function frame(messageType: string, jobId: string, payload: object): ControllerFrame {
  frames += 1;
  const createdMs = Date.now();
  const messageId = uuidOf(`frame ${frames}`);
  const bytes = encodeFrame({
    messageType,
    createdDateMs: createdMs,
    messageId,
    payload: Buffer.from(JSON.stringify(payload)),
  });
  return { messageId, createdMs, jobId, bytes };
}

function jobFrame({
  jobId: JobId,
  topic: Topic,
  content: Content,
}: ControllerJob): ControllerFrame {
  return frame("agent_job", JobId, { SchemaVersion: 1, JobId, Topic, Content });
}

function contentOf(action: SendAction, names: JobNames): object {
  return {
    Parameters: action.parameters ?? {},
    DocumentContent: action.document ?? shellDocument(action),
    CommandId: names.idOf(action.send),
    DocumentName: "AWS-RunShellScript",
    OutputS3KeyPrefix: "",
    OutputS3BucketName: "",
    CloudWatchLogGroupName: "",
    CloudWatchOutputEnabled: "false",
  };
}

function shellDocument({ run = [], timeoutSeconds = "3600" }: SendAction): object {
  const inputs = { timeoutSeconds, runCommand: run };
  return {
    schemaVersion: "2.2",
    description: "mock",
    parameters: {},
    mainSteps: [{ action: "aws:runShellScript", name: "runShellScript", inputs }],
  };
}
