/**
 * The guard tables: every message type, who takes it, and the fields of its payload in the order
 * in which they are written.
 *
 * The tables in docs/protocol.md are held equal to these by a test. Bounds are our choice and far
 * above what the real agent and the service send; past one the frame is refused, never cut.
 */
import { ACK_STATUS_CODES } from "./ack-code.ts";
import type { FieldRules } from "./field-rule.ts";
import { JOB_TOPICS } from "./job-id.ts";
import type { AgentStatus } from "./message.ts";
import type { ReaderName } from "./reader.ts";

/** Ids, topics and names. */
const NAME = { kind: "text", max: 1_024 } as const;
/** A JSON text inside a JSON text: only the frame's own bound counts. */
const JSON_TEXT = { kind: "text", max: Number.MAX_SAFE_INTEGER } as const;
/** 24,000 bytes, none of them UTF-8, arrive as 24,000 times the three bytes of U+FFFD. */
const STREAM = { kind: "bytes", max: 3 * 24_000 } as const;
/** The same of 2,500 bytes. */
const OUTPUT = { kind: "bytes", max: 3 * 2_500 } as const;
const TEXT = { kind: "text", max: 72_000 } as const;
const STEPS_MAX = 1_000;

/** The agent's status words, of documents and steps. Source: the real agent. */
export const AGENT_STATUSES = [
  "NotStarted",
  "InProgress",
  "Success",
  "SuccessAndReboot",
  "PassedAndReboot",
  "Failed",
  "Cancelled",
  "TimedOut",
  "Skipped",
  "TestFailure",
  "TestPass",
] as const satisfies readonly AgentStatus[];

export interface MessageTypeRow {
  /** The side that reads it; to the other side it is unsupported. */
  readonly takenBy: ReaderName;
  readonly fields: FieldRules;
}

/** The payload of each message type. Source: the real agent's frames. */
export const PAYLOADS = {
  agent_job: {
    takenBy: "agent",
    fields: {
      SchemaVersion: { kind: "integer" },
      JobId: NAME,
      Topic: NAME,
      Content: JSON_TEXT,
    },
  },
  agent_job_ack: {
    takenBy: "controller",
    fields: {
      jobId: NAME,
      acknowledgedMessageId: NAME,
      createdDate: { kind: "time" },
      statusCode: { kind: "oneOf", values: ACK_STATUS_CODES },
      errorMessage: NAME,
    },
  },
  agent_job_reply: {
    takenBy: "controller",
    fields: {
      schemaVersion: { kind: "integer" },
      jobId: NAME,
      content: JSON_TEXT,
      topic: { kind: "oneOf", values: JOB_TOPICS },
    },
  },
  agent_job_reply_ack: {
    takenBy: "agent",
    fields: { jobId: NAME, acknowledgedMessageId: NAME },
  },
} as const satisfies Record<string, MessageTypeRow>;

/** `Content` of an agent_job whose Topic starts with `aws.ssm.sendCommand`. */
export const SEND_COMMAND_CONTENT = {
  Parameters: { kind: "map", max: 1_000 },
  DocumentContent: { kind: "object" },
  CommandId: NAME,
  DocumentName: NAME,
  OutputS3KeyPrefix: NAME,
  OutputS3BucketName: NAME,
  CloudWatchLogGroupName: NAME,
  CloudWatchOutputEnabled: NAME,
} as const satisfies FieldRules;

/** `Content` of an agent_job whose Topic starts with `aws.ssm.cancelCommand`. */
export const CANCEL_COMMAND_CONTENT = { CancelMessageId: NAME } as const satisfies FieldRules;

/** `content` of an agent_job_reply. */
export const REPLY_CONTENT = {
  additionalInfo: { kind: "object" },
  documentStatus: { kind: "oneOf", values: AGENT_STATUSES },
  documentTraceOutput: TEXT,
  runtimeStatus: { kind: "map", max: STEPS_MAX },
} as const satisfies FieldRules;

/** `additionalInfo` of a reply's content. */
export const ADDITIONAL_INFO = {
  agent: { kind: "object" },
  dateTime: { kind: "time" },
  runId: NAME,
  runtimeStatusCounts: { kind: "map", max: 64 },
  /** Only over ec2messages. */
  ableToOpenMGSConnection: { kind: "flag" },
} as const satisfies FieldRules;

/** `additionalInfo.agent` of a reply's content. */
export const AGENT_INFO = {
  lang: NAME,
  name: NAME,
  os: NAME,
  osver: NAME,
  ver: NAME,
} as const satisfies FieldRules;

/** One step in `runtimeStatus`. */
export const STEP_RESULT = {
  status: { kind: "oneOf", values: AGENT_STATUSES },
  code: { kind: "integer" },
  name: NAME,
  output: OUTPUT,
  startDateTime: { kind: "time" },
  endDateTime: { kind: "time" },
  outputS3BucketName: NAME,
  outputS3KeyPrefix: NAME,
  stepName: NAME,
  standardOutput: STREAM,
  standardError: STREAM,
} as const satisfies FieldRules;
