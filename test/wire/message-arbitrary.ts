/** Generated messages of every type, within what the core may hold. */
import fc from "fast-check";
import { ACK_STATUS_CODES } from "../../src/wire/ack-code.ts";
import { JOB_TOPICS } from "../../src/wire/job-id.ts";
import type { Message, StepResult } from "../../src/wire/message.ts";
import { AGENT_STATUSES } from "../../src/wire/payload.ts";
import { byteStringOfText } from "../../src/wire/utf8.ts";

export const EPOCH_MS = Date.UTC(2026, 0, 1);

const text = fc.string({ unit: "binary", maxLength: 40 });
/** Whole UTF-8 only: what is not comes back as U+FFFD and is tested by itself. */
const output = fc.string({ unit: "binary", maxLength: 200 }).map(byteStringOfText);
const timeMs = fc.integer({ min: 0, max: 10 ** 11 });
const key = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "1", "10", "2"));

const envelope = { messageId: fc.uuid(), createdMs: timeMs };

const step: fc.Arbitrary<StepResult> = record({
  status: fc.constantFrom(...AGENT_STATUSES),
  code: fc.integer({ min: -1, max: 255 }),
  name: text,
  output,
  startMs: timeMs,
  endMs: timeMs,
  outputS3BucketName: text,
  outputS3KeyPrefix: text,
  stepName: text,
  standardOutput: output,
  standardError: output,
});

const jobContent = fc.oneof(
  record({
    kind: fc.constant("sendCommand" as const),
    commandId: text,
    documentName: text,
    document: fc.dictionary(key, fc.jsonValue({ maxDepth: 5 }), { noNullPrototype: true }),
    parameters: fc.dictionary(key, fc.oneof(text, fc.array(text, { maxLength: 4 })), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
    outputS3BucketName: text,
    outputS3KeyPrefix: text,
    cloudWatchLogGroupName: text,
    cloudWatchOutputEnabled: fc.boolean(),
  }),
  record({ kind: fc.constant("cancelCommand" as const), cancelMessageId: text }),
);

const agentJob = fc
  .record({ ...envelope, jobId: text, content: jobContent })
  .map((job): Message => ({
    type: "agent_job",
    ...job,
    topic: `aws.ssm.${job.content.kind}.us-east-1.1`,
  }));

const agentJobAck = record({
  type: fc.constant("agent_job_ack" as const),
  ...envelope,
  jobId: text,
  acknowledgedMessageId: text,
  acknowledgedCreatedMs: timeMs,
  statusCode: fc.constantFrom(...ACK_STATUS_CODES),
  errorMessage: text,
});

const agentJobReply = record({
  type: fc.constant("agent_job_reply" as const),
  ...envelope,
  jobId: text,
  topic: fc.constantFrom(...JOB_TOPICS),
  content: record({
    agentVersion: text,
    dateTimeMs: timeMs,
    runtimeStatusCounts: fc.option(
      fc.dictionary(key, fc.nat(), { maxKeys: 5, noNullPrototype: true }),
    ),
    documentStatus: fc.constantFrom(...AGENT_STATUSES),
    documentTraceOutput: text,
    runtimeStatus: fc.option(fc.dictionary(key, step, { maxKeys: 4, noNullPrototype: true })),
    ableToOpenMGSConnection: fc.option(fc.boolean(), { nil: undefined }),
  }).map(({ ableToOpenMGSConnection: able, ...content }) =>
    able === undefined ? content : { ...content, ableToOpenMGSConnection: able },
  ),
});

const agentJobReplyAck = record({
  type: fc.constant("agent_job_reply_ack" as const),
  ...envelope,
  jobId: text,
  acknowledgedMessageId: text,
});

const unsupportedMessage = record({
  type: fc.constant("unsupportedMessage" as const),
  ...envelope,
  messageType: fc.constantFrom("interactive_shell", "channel_closed", "bogus_type", "é"),
});

/** A plain object, as decode makes them. */
function record<Model>(model: {
  [Name in keyof Model]: fc.Arbitrary<Model[Name]>;
}): fc.Arbitrary<Model> {
  return fc.record(model, { noNullPrototype: true });
}

export const messageToAgent: fc.Arbitrary<Message> = fc.oneof(
  agentJob,
  agentJobReplyAck,
  unsupportedMessage,
);
export const messageToController: fc.Arbitrary<Message> = fc.oneof(
  agentJobAck,
  agentJobReply,
  unsupportedMessage,
);
