/** What each reader takes, beyond the recorded frames: odd keys, odd fields, odd contents. */
import { describe, expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import { encodeFrame } from "../../src/wire/frame.ts";
import type { Message } from "../../src/wire/message.ts";
import { PAYLOADS } from "../../src/wire/payload.ts";
import type { ReaderName } from "../../src/wire/reader.ts";
import { goldenFrame } from "./golden-frames.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);
const REPLY = "agent_job_reply final Cancelled";
const SEND = JSON.stringify({ DocumentContent: { schemaVersion: "2.2" } });

describe("the agent's reader", () => {
  test.each([
    ["other cases", { schemaversion: 1, JOBID: "j", topic: "t", CONTENT: "c" }],
    ["the sign of kelvin and the long s", { "\u017fchemaVersion": 1, JobId: "j", Topic: "t" }],
    ["the last of two spellings", { JobId: "x", jobid: "j", Topic: "t" }],
    ["null for an absent field", { JobId: "j", jobid: null, Topic: "t" }],
  ])("matches keys as Go does: %s", (_title, payload) => {
    expect(read("agent_job", payload)).toMatchObject({ jobId: "j", topic: "t" });
  });

  test("takes absent fields as empty and ignores unknown ones", () => {
    expect(read("agent_job", { extra: [1] })).toMatchObject({ type: "agent_job", jobId: "" });
    expect(read("agent_job_reply_ack", {})).toMatchObject({ acknowledgedMessageId: "" });
  });

  test.each([
    ["a JobId that is a number", { JobId: 1 }],
    ["a SchemaVersion that is a text", { SchemaVersion: "1" }],
    ["a fractional SchemaVersion", { SchemaVersion: 1.5 }],
  ])("refuses %s", (_title, payload) => {
    expect(read("agent_job", payload)).toMatchObject({ code: "SIM_ERR_PAYLOAD_FIELD" });
  });

  test("refuses a payload that is not a JSON object, and names what it found", () => {
    expect(read("agent_job", [1])).toMatchObject({
      code: "SIM_ERR_PAYLOAD_JSON",
      message:
        "Expected a JSON object at most 100 levels deep; found a list; " +
        "the frame is ignored and the channel stays open.",
    });
    expect(readText("agent_job", "{not json")).toMatchObject({ code: "SIM_ERR_PAYLOAD_JSON" });
  });

  test("refuses a JobId past its bound", () => {
    const payload = { JobId: "j".repeat(1_025) };
    expect(read("agent_job", payload)).toMatchObject({ code: "SIM_ERR_PAYLOAD_BOUND" });
  });

  test("takes a text with a lone surrogate as Go does", () => {
    expect(readText("agent_job", String.raw`{"JobId":"a\ud800b"}`)).toMatchObject({
      jobId: "a\ufffdb",
    });
  });
});

describe("the Content of a job", () => {
  test.each([
    ["text that is no JSON", "aws.ssm.sendCommand.x.1", "{not json"],
    ["no document", "aws.ssm.sendCommand", "{}"],
    ["a document that is a text", "aws.ssm.sendCommand", '{"DocumentContent":"x"}'],
    ["a parameter that is an object", "aws.ssm.sendCommand", withParameter({ a: {} })],
    ["a parameter that is null", "aws.ssm.sendCommand", withParameter({ a: null })],
    ["a list with a list in it", "aws.ssm.sendCommand", withParameter({ a: [["b"]] })],
    ["a document nested too deep", "aws.ssm.sendCommand", deepDocument(101)],
    ["a cancel that names a number", "aws.ssm.cancelCommand", '{"CancelMessageId":1}'],
    ["a topic of no known job", "aws.ssm.bogus", "{}"],
  ])("is unreadable, and the job a message all the same: %s", (_title, Topic, Content) => {
    const job = read("agent_job", { JobId: "j", Topic, Content });
    expect(job).toMatchObject({ type: "agent_job", jobId: "j", content: { kind: "unreadable" } });
    const { problem } = (job as { content: { problem: string } }).content;
    expect(problem).toMatch(/^Expected .*; found .*; the agent answers 51408\.$/);
  });

  test("may leave out all but the document", () => {
    const job = read("agent_job", { Topic: "aws.ssm.sendCommand", Content: SEND });
    expect(job).toMatchObject({
      content: {
        kind: "sendCommand",
        parameters: {},
        commandId: "",
        cloudWatchOutputEnabled: false,
      },
    });
  });

  test("has parameters whose numbers and booleans become texts", () => {
    const Content = withParameter({ a: 1, b: [true, "x"] });
    const job = read("agent_job", { Topic: "aws.ssm.sendCommand", Content });
    expect(job).toMatchObject({ content: { parameters: { a: "1", b: ["true", "x"] } } });
  });

  test("without a CancelMessageId cancels nothing", () => {
    const job = read("agent_job", { Topic: "aws.ssm.cancelCommand", Content: "{}" });
    expect(job).toMatchObject({ content: { kind: "cancelCommand", cancelMessageId: "" } });
  });
});

describe("the controller's reader", () => {
  const payload = JSON.parse(goldenFrame(REPLY).payload) as Record<string, unknown>;
  const content = JSON.parse(payload["content"] as string) as Record<string, unknown>;

  test.each(Object.keys(payload))("wants a reply's %s", (name) => {
    const rest = Object.fromEntries(Object.entries(payload).filter(([key]) => key !== name));
    expect(read("agent_job_reply", rest)).toMatchObject({ code: "SIM_ERR_PAYLOAD_FIELD" });
  });

  test.each([
    ["keys in another case", { ...payload, jobId: undefined, jobid: "j" }],
    ["a topic with a region", { ...payload, topic: "aws.ssm.sendCommand.us-east-1.1" }],
    ["an unknown status", withContent({ documentStatus: "Done" })],
    ["a step that is a list", withContent({ runtimeStatus: { a: [] } })],
    ["a step without fields", withContent({ runtimeStatus: { a: {} } })],
  ])("refuses %s", (_title, changed) => {
    expect(read("agent_job_reply", changed)).toMatchObject({ code: "SIM_ERR_PAYLOAD_FIELD" });
  });

  test("refuses more steps than the bound", () => {
    const steps = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [index, null]));
    const changed = withContent({ runtimeStatus: steps });
    expect(read("agent_job_reply", changed)).toMatchObject({ code: "SIM_ERR_PAYLOAD_BOUND" });
  });

  test("refuses an ack of an unknown code", () => {
    const ack = JSON.parse(goldenFrame("agent_job_ack 200").payload) as object;
    const changed = { ...ack, statusCode: "418" };
    expect(read("agent_job_ack", changed)).toMatchObject({ code: "SIM_ERR_PAYLOAD_FIELD" });
  });

  test("ignores fields that it does not know", () => {
    const info = { ...(content["additionalInfo"] as object), ableToFly: false };
    const changed = withContent({ additionalInfo: info });
    expect(read("agent_job_reply", changed)).toMatchObject({ type: "agent_job_reply" });
  });

  test("reads the field that only replies of the polling path have", () => {
    const info = { ...(content["additionalInfo"] as object), ableToOpenMGSConnection: false };
    expect(read("agent_job_reply", withContent({ additionalInfo: info }))).toMatchObject({
      content: { ableToOpenMGSConnection: false },
    });
    const wrong = { ...info, ableToOpenMGSConnection: "no" };
    expect(read("agent_job_reply", withContent({ additionalInfo: wrong }))).toMatchObject({
      code: "SIM_ERR_PAYLOAD_FIELD",
    });
  });

  function withContent(change: object): object {
    return { ...payload, content: JSON.stringify({ ...content, ...change }) };
  }
});

test.each(Object.entries(PAYLOADS))(
  "%s is unsupported where it is not addressed to",
  (messageType, { takenBy }) => {
    const other = takenBy === "agent" ? "controller" : "agent";
    expect(readText(messageType, "{}", other)).toMatchObject({
      type: "unsupportedMessage",
      messageType,
    });
  },
);

test.each(["bogus_type", "interactive_shell", "constructor", "__proto__"])(
  "an unknown type such as %s is a normal value, whatever its payload",
  (messageType) => {
    expect(readText(messageType, "\0")).toMatchObject({ type: "unsupportedMessage", messageType });
  },
);

function withParameter(parameters: object): string {
  return JSON.stringify({ DocumentContent: {}, Parameters: parameters });
}

function deepDocument(levels: number): string {
  return `{"DocumentContent":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`;
}

function read(messageType: string, payload: object): ReturnType<typeof decode> {
  return readText(messageType, JSON.stringify(payload));
}

function readText(
  messageType: string,
  payload: string,
  reader: ReaderName = readerOf(messageType),
): ReturnType<typeof decode> {
  const frame = {
    messageType,
    createdDateMs: EPOCH_MS,
    messageId: "",
    payload: Buffer.from(payload),
  };
  return decode(encodeFrame(frame), { reader, epochMs: EPOCH_MS });
}

function readerOf(messageType: string): ReaderName {
  const known = messageType as Exclude<Message["type"], "unsupportedMessage">;
  return Object.hasOwn(PAYLOADS, messageType) ? PAYLOADS[known].takenBy : "agent";
}
