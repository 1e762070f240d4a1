/**
 * The messages of the control channel as the core handles them: immutable plain objects.
 *
 * In the virtual world these objects travel as they are; the codec beside this file turns them
 * into the real binary frames (and back) for live sockets. Times are integer milliseconds since
 * the run's start; the codec adds the epoch. Output is a byte string: one character (U+0000 to
 * U+00FF) per byte, so that limits count bytes and a cut may fall inside a UTF-8 character.
 */

/** What every message carries in its frame's header. */
export interface Envelope {
  /** UUID in lower case with hyphens, made from the sender's own prng. */
  readonly messageId: string;
  /** Milliseconds since the run's start. */
  readonly createdMs: number;
}

/** A document's parameter values as SendCommand carries them. */
export type ParameterValues = Readonly<Record<string, readonly string[] | string>>;

/** Content of a job that starts a document. Source: agent-side contract of `aws.ssm.sendCommand`. */
export interface SendCommandContent {
  readonly kind: "sendCommand";
  readonly commandId: string;
  readonly documentName: string;
  /** The document as parsed JSON, placeholders not yet replaced (the agent replaces them). */
  readonly document: unknown;
  readonly parameters: ParameterValues;
  readonly outputS3BucketName: string;
  readonly outputS3KeyPrefix: string;
  readonly cloudWatchLogGroupName: string;
  readonly cloudWatchOutputEnabled: boolean;
}

/** Content of a job that cancels another: the JobId of the command's job. */
export interface CancelCommandContent {
  readonly kind: "cancelCommand";
  readonly cancelMessageId: string;
}

/** Content that could not be read; the agent answers ack 51408. */
export interface UnreadableContent {
  readonly kind: "unreadable";
  /** One line: what was expected, what was found. */
  readonly problem: string;
}

export type JobContent = SendCommandContent | CancelCommandContent | UnreadableContent;

/** To the agent: start a document, or cancel one. JobId is `aws.ssm.<uuid>.<nodeId>`. */
export interface AgentJob extends Envelope {
  readonly type: "agent_job";
  readonly jobId: string;
  /** `aws.ssm.sendCommand.<region>.1` or `aws.ssm.cancelCommand.<region>.1`. */
  readonly topic: string;
  readonly content: JobContent;
}

/** The services that bring an agent its messages: over the control channel, or by polls. */
export type MessageService = "ssmmessages" | "ec2messages";

/** Why an agent fails a message that it polled. */
export type MessageFailure = "InternalHandlerException" | "NoHandlerExists";

/** Status codes of an `agent_job_ack`. */
export type AckCode =
  "200" | "51401" | "51402" | "51403" | "51404" | "51405" | "51406" | "51407" | "51408" | "51499";

/** From the agent: one per `agent_job`. */
export interface AgentJobAck extends Envelope {
  readonly type: "agent_job_ack";
  readonly jobId: string;
  readonly acknowledgedMessageId: string;
  /** The createdMs of the acknowledged `agent_job`. */
  readonly acknowledgedCreatedMs: number;
  readonly statusCode: AckCode;
  readonly errorMessage: string;
}

/** The agent's own status words, of documents and of steps. */
export type AgentStatus =
  | "NotStarted"
  | "InProgress"
  | "Success"
  | "SuccessAndReboot"
  | "PassedAndReboot"
  | "Failed"
  | "Cancelled"
  | "TimedOut"
  | "Skipped"
  | "TestFailure"
  | "TestPass";

/** What one step of a document reported. */
export interface StepResult {
  readonly status: AgentStatus;
  readonly code: number;
  /** The action, such as `aws:runShellScript`. */
  readonly name: string;
  /** Byte string, at most 2,500 bytes. */
  readonly output: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly outputS3BucketName: string;
  readonly outputS3KeyPrefix: string;
  readonly stepName: string;
  /** Byte string, at most 24,000 bytes. */
  readonly standardOutput: string;
  /** Byte string, at most 24,000 bytes. */
  readonly standardError: string;
}

/** What an `agent_job_reply` says. */
export interface ReplyContent {
  readonly agentVersion: string;
  readonly dateTimeMs: number;
  /** Steps by status so far; null in the first InProgress reply. */
  readonly runtimeStatusCounts: Readonly<Record<string, number>> | null;
  readonly documentStatus: AgentStatus;
  readonly documentTraceOutput: string;
  /** By step key; null in the first InProgress reply; empty in finals of several steps. */
  readonly runtimeStatus: Readonly<Record<string, StepResult>> | null;
  /** Only in replies that leave by ec2messages: whether there is a control channel as well. */
  readonly ableToOpenMGSConnection?: boolean | undefined;
}

/** From the agent: status and results. */
export interface AgentJobReply extends Envelope {
  readonly type: "agent_job_reply";
  readonly jobId: string;
  readonly topic: "aws.ssm.sendCommand" | "aws.ssm.cancelCommand";
  readonly content: ReplyContent;
}

/** To the agent: one reply has arrived. */
export interface AgentJobReplyAck extends Envelope {
  readonly type: "agent_job_reply_ack";
  readonly jobId: string;
  readonly acknowledgedMessageId: string;
}

/** A well-formed frame whose type is not one of ours: a normal value, to be counted and ignored. */
export interface UnsupportedMessage extends Envelope {
  readonly type: "unsupportedMessage";
  readonly messageType: string;
}

export type Message =
  AgentJob | AgentJobAck | AgentJobReply | AgentJobReplyAck | UnsupportedMessage;
