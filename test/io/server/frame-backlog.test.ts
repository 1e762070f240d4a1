import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { ControlChannel } from "../../../src/io/server/control-channel.ts";
import type { ChannelListener } from "../../../src/io/server/control-channel.ts";
import { FrameBacklog } from "../../../src/io/server/frame-backlog.ts";
import { encode } from "../../../src/wire/encode.ts";
import type { Message } from "../../../src/wire/message.ts";

const ACK = frame({
  type: "agent_job_ack",
  acknowledgedMessageId: "",
  acknowledgedCreatedMs: 1,
  statusCode: "200",
  errorMessage: "",
});
const REPLY = frame({
  type: "agent_job_reply",
  topic: "aws.ssm.sendCommand",
  content: {
    agentVersion: "3.3.0.0",
    dateTimeMs: 1,
    runtimeStatusCounts: null,
    documentStatus: "InProgress",
    documentTraceOutput: "",
    runtimeStatus: null,
  },
});

test("an ack is taken in before replies that came earlier on other channels", async () => {
  const { taken, channel } = listen();
  channel("a").send(REPLY);
  channel("b").send(ACK);
  expect(taken).toEqual(["b agent_job_ack"]);
  await turn();
  expect(taken).toEqual(["b agent_job_ack", "a agent_job_reply"]);
});

test("an ack behind a reply of its own channel stays behind it", async () => {
  const { taken, channel } = listen();
  const { send } = channel("a");
  send(REPLY);
  send(ACK);
  expect(taken).toEqual([]);
  await turn();
  expect(taken).toEqual(["a agent_job_reply", "a agent_job_ack"]);
  send(ACK);
  expect(taken).toHaveLength(3);
});

test("what waits of a channel that closes is taken in first, and once", async () => {
  const { taken, channel } = listen();
  const a = channel("a");
  channel("b").send(REPLY);
  a.send(REPLY);
  a.close();
  expect(taken).toEqual(["a agent_job_reply", "a closed"]);
  await turn();
  expect(taken).toEqual(["a agent_job_reply", "a closed", "b agent_job_reply"]);
});

test("past its bound frames are taken in as they come, in order", () => {
  const { taken, channel } = listen();
  channel("a").send(REPLY);
  channel("b").send(Buffer.alloc(64 * 1024 * 1024));
  expect(taken).toEqual(["a agent_job_reply", "b dropped"]);
});

/** Channels over sockets that are none, and what is taken in of them. */
function listen() {
  const taken: string[] = [];
  const backlog = new FrameBacklog();
  const listener: ChannelListener = {
    isGated: false,
    arrives: () => {},
    answersPings: () => true,
    closesBehind: () => false,
    opening: () => true,
    waits: (channel, bytes) => backlog.add(channel, bytes),
    frame: (channel, message) => taken.push(`${channel.node} ${message.type}`),
    refused: () => {},
    dropped: (channel) => taken.push(`${channel.node} dropped`),
    closed: (channel) => {
      backlog.take(channel);
      taken.push(`${channel.node} closed`);
    },
  };
  const channel = (node: string) => {
    const stream = new PassThrough();
    const socket = Object.assign(new PassThrough(), { readyState: 1 });
    const options = { node, stream, epochMs: 0, listener };
    const made = new ControlChannel(socket as unknown as WebSocket, options);
    made.epoch = 1;
    const send = (bytes: Uint8Array): boolean => socket.emit("message", bytes, true);
    return { send, close: () => socket.emit("close") };
  };
  return { taken, channel };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

type Fields<Each extends Message> = Each extends Message
  ? Omit<Each, "messageId" | "createdMs" | "jobId">
  : never;

function frame(fields: Fields<Message>): Uint8Array {
  const ids = { messageId: "00112233-4455-6677-8899-aabbccddeeff", createdMs: 1, jobId: "job" };
  return encode({ ...ids, ...fields }, { epochMs: 0 });
}
