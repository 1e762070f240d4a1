/** ec2messages: bodies to the letter of the real agent's, and answers read as it reads them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { isDecodeError } from "../../src/wire/decode-error.ts";
import type { AgentJobReply } from "../../src/wire/message.ts";
import {
  decodeMessages,
  encodeAcknowledgeMessage,
  encodeFailMessage,
  encodeGetMessages,
  encodeSendReply,
} from "../../src/wire/message-delivery.ts";

const NODE = "mi-0123456789abcdef0";
const JOB = `aws.ssm.6d573eb7-72c8-494b-a58a-f664541d2d71.${NODE}`;
const EPOCH_MS = Date.parse("2026-11-24T02:23:42.000Z");

test("the bodies of calls are those that were recorded", () => {
  expect(encodeGetMessages(NODE, "e60914d8-3e17-46b2-8155-8ccc1b0bd78c")).toBe(
    `{"Destination":"${NODE}","MessagesRequestId":"e60914d8-3e17-46b2-8155-8ccc1b0bd78c",` +
      `"VisibilityTimeoutInSeconds":10}`,
  );
  expect(encodeAcknowledgeMessage(JOB)).toBe(`{"MessageId":"${JOB}"}`);
  expect(JSON.parse(encodeFailMessage(JOB, "NoHandlerExists"))).toEqual({
    FailureType: "NoHandlerExists",
    MessageId: JOB,
  });
  const reply: AgentJobReply = {
    type: "agent_job_reply",
    messageId: "29238d9e-4c33-4b32-8bef-c4c7a4ff53ad",
    createdMs: 0,
    jobId: JOB,
    topic: "aws.ssm.sendCommand",
    content: {
      agentVersion: "3.3.0.0",
      dateTimeMs: 965,
      runtimeStatusCounts: null,
      documentStatus: "InProgress",
      documentTraceOutput: "",
      runtimeStatus: null,
      ableToOpenMGSConnection: false,
    },
  };
  expect(encodeSendReply(reply, EPOCH_MS)).toBe(
    `{"MessageId":"${JOB}","Payload":"{\\"additionalInfo\\":{\\"agent\\":{\\"lang\\":\\"en-US\\",` +
      `\\"name\\":\\"amazon-ssm-agent\\",\\"os\\":\\"\\",\\"osver\\":\\"1\\",\\"ver\\":\\"3.3.0.0\\"},` +
      `\\"dateTime\\":\\"2026-11-24T02:23:42.965Z\\",\\"runId\\":\\"\\",\\"runtimeStatusCounts\\":null,` +
      `\\"ableToOpenMGSConnection\\":false},\\"documentStatus\\":\\"InProgress\\",` +
      `\\"documentTraceOutput\\":\\"\\",\\"runtimeStatus\\":null}",` +
      `"ReplyId":"29238d9e-4c33-4b32-8bef-c4c7a4ff53ad"}`,
  );
});

const CANCEL = {
  CreatedDate: "2026-11-24T02:23:54.000Z",
  Destination: NODE,
  MessageId: JOB,
  Payload: '{"CancelMessageId":"aws.ssm.c.n"}',
  PayloadDigest: "",
  Topic: "aws.ssm.cancelCommand.us-east-1.1",
};

function read(...messages: readonly unknown[]) {
  return decodeMessages(JSON.stringify({ Messages: messages }), EPOCH_MS);
}

test("a message is the job that a frame would have brought", () => {
  expect(read(CANCEL)).toEqual({
    broken: 0,
    jobs: [
      {
        type: "agent_job",
        messageId: JOB,
        createdMs: 12_000,
        jobId: JOB,
        topic: CANCEL.Topic,
        content: { kind: "cancelCommand", cancelMessageId: "aws.ssm.c.n" },
      },
    ],
  });
});

test("a payload that can't be read is a job that can't be read", () => {
  expect(read({ ...CANCEL, Payload: "{not json" })).toMatchObject({
    broken: 0,
    jobs: [{ content: { kind: "unreadable" } }],
  });
});

test.each(["CreatedDate", "Destination", "MessageId", "Topic"])(
  "a message without %s is left out, the others are not",
  (field) => {
    for (const value of ["", undefined, 7]) {
      expect(read({ ...CANCEL, [field]: value }, CANCEL)).toMatchObject({
        broken: 1,
        jobs: [{ jobId: JOB }],
      });
    }
  },
);

test("a date of another form is left out", () => {
  expect(read({ ...CANCEL, CreatedDate: "2026-11-24T02:23:54Z" })).toMatchObject({ broken: 1 });
});

test("an answer without messages has none", () => {
  expect(decodeMessages("{}", 0)).toEqual({ jobs: [], broken: 0 });
  expect(decodeMessages('{"Messages":null}', 0)).toEqual({ jobs: [], broken: 0 });
});

test("anything else is an error, and nothing throws", () => {
  for (const body of ["", "[]", "7", '{"Messages":{}}', "{"]) {
    expect(isDecodeError(decodeMessages(body, 0) as object)).toBe(true);
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      decodeMessages(body, 0);
      decodeMessages(`{"Messages":${body}}`, 0);
    }),
    { seed: 1, numRuns: 500 },
  );
});
