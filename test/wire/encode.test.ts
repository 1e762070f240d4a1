/** What encode does with messages that the core should never make: it stays total. */
import { expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import type { AgentJob, JobContent, SendCommandContent } from "../../src/wire/message.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);

test.each([
  ["unreadable already", { kind: "unreadable", problem: "{}" }],
  ["a document nested without end", sendCommand(circular())],
  ["a document nested 20,000 deep", sendCommand(nested(20_000))],
  ["a document that JSON has no form for", sendCommand({ steps: 1n })],
  ["no document", sendCommand(undefined)],
] satisfies [string, JobContent][])(
  "a content is unreadable to the agent: %s",
  (_title, content) => {
    const bytes = encode(job(content), { epochMs: EPOCH_MS });
    expect(decode(bytes, { reader: "agent", epochMs: EPOCH_MS })).toMatchObject({
      type: "agent_job",
      jobId: "aws.ssm.c.i-1",
      content: { kind: "unreadable" },
    });
  },
);

test("a code and times that are no numbers still make JSON", () => {
  const step = {
    status: "Failed",
    code: Number.NaN,
    name: "",
    output: "",
    startMs: Number.NaN,
    endMs: Number.POSITIVE_INFINITY,
    outputS3BucketName: "",
    outputS3KeyPrefix: "",
    stepName: "",
    standardOutput: "",
    standardError: "",
  } as const;
  const bytes = encode(
    {
      type: "agent_job_reply",
      messageId: "",
      createdMs: Number.NaN,
      jobId: "j",
      topic: "aws.ssm.sendCommand",
      content: {
        agentVersion: "",
        dateTimeMs: Number.NaN,
        runtimeStatusCounts: { Failed: 0.5 },
        documentStatus: "Failed",
        documentTraceOutput: "",
        runtimeStatus: { step },
      },
    },
    { epochMs: EPOCH_MS },
  );
  expect(decode(bytes, { reader: "controller", epochMs: EPOCH_MS })).toMatchObject({
    content: { runtimeStatusCounts: { Failed: 0 }, runtimeStatus: { step: { code: 0 } } },
  });
});

function job(content: JobContent): AgentJob {
  return {
    type: "agent_job",
    messageId: "00112233-4455-6677-8899-aabbccddeeff",
    createdMs: 0,
    jobId: "aws.ssm.c.i-1",
    topic: "aws.ssm.sendCommand.us-east-1.1",
    content,
  };
}

function sendCommand(document: unknown): SendCommandContent {
  return {
    kind: "sendCommand",
    commandId: "c",
    documentName: "d",
    document,
    parameters: {},
    outputS3BucketName: "",
    outputS3KeyPrefix: "",
    cloudWatchLogGroupName: "",
    cloudWatchOutputEnabled: false,
  };
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function circular(): unknown {
  const value: unknown[] = [];
  value.push(value);
  return value;
}
