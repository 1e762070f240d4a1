import { once } from "node:events";
import { expect, test } from "vitest";
import { BROKEN_FRAMES_MAX } from "../../../src/io/server/control-channel.ts";
import { encode } from "../../../src/wire/encode.ts";
import { FRAME_BYTES_MAX } from "../../../src/wire/frame.ts";
import type { AgentJobAck, Message } from "../../../src/wire/message.ts";
import { NODE, OTHER_NODE, TestAgent, TestSocket, channelUrl, http, json } from "./with-service.ts";
import { call, createChannel, opening, reportHealth, sendCommand } from "./with-service.ts";
import { traceOf, withService } from "./with-service.ts";

const MESSAGE_ID = "11111111-2222-4333-8444-555555555555";
const ENVELOPE = { messageId: MESSAGE_ID, createdMs: 1 } as const;

test("a job reaches its agent, and the agent's reply is acknowledged", async () => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    const id = await sendCommand(service);
    const job = await agent.nextFrame();
    expect(job).toMatchObject({ type: "agent_job", jobId: `aws.ssm.${id}.${NODE}` });
    agent.send(ackOf(job));
    agent.send(replyTo(job));
    const ack = await agent.nextFrame();
    const acknowledgedMessageId = MESSAGE_ID;
    expect(ack).toMatchObject({ type: "agent_job_reply_ack", acknowledgedMessageId });
    const invocation = await call(service, "GetCommandInvocation", {
      CommandId: id,
      InstanceId: NODE,
    });
    expect(json(invocation)).toMatchObject({ Status: "Success" });
  });
});

test.each([
  ["another token", (token: string) => opening(`${token}x`)],
  ["no JSON", () => "hello"],
  ["a binary frame", (token: string) => Buffer.from(opening(token))],
])(
  "a channel that opens with %s is closed, and its node stays out of reach",
  async (_name, first) => {
    await withService({}, async (service) => {
      const token = await createChannel(service.url);
      const socket = new TestSocket(channelUrl(service.url));
      await once(socket.socket, "open");
      socket.socket.send(first(token));
      expect(await socket.closed).toBe(1008);
      expect(await connectionStatus(service)).toBe("notconnected");
    });
  },
);

test("a token serves once", async () => {
  await withService({}, async ({ url }) => {
    const token = await createChannel(url);
    const sockets = [new TestSocket(channelUrl(url)), new TestSocket(channelUrl(url))];
    for (const { socket } of sockets) await once(socket, "open");
    for (const { socket } of sockets) socket.send(opening(token));
    expect(await Promise.race(sockets.map(({ closed }) => closed))).toBe(1008);
  });
});

test("a token of one node opens no channel of another", async () => {
  await withService({}, async ({ url }) => {
    await reportHealth({ url });
    const token = await createChannel(url, OTHER_NODE);
    const socket = new TestSocket(channelUrl(url));
    await once(socket.socket, "open");
    socket.socket.send(opening(token));
    expect(await socket.closed).toBe(1008);
  });
});

test("the newest socket of a node wins, and the older one is closed", async () => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const older = await TestAgent.open(service.url);
    const newer = await TestAgent.open(service.url);
    expect(await older.closed).toBe(4000);
    await sendCommand(service);
    expect((await newer.nextFrame()).type).toBe("agent_job");
  });
});

const JUNK: readonly (readonly [string, string | Buffer, string])[] = [
  ["a short frame", Buffer.alloc(10), "SIM_ERR_FRAME_TOO_SHORT"],
  ["a frame of zeros", Buffer.alloc(500), "SIM_ERR_FRAME_MESSAGE_TYPE"],
  ["a frame past the bound", Buffer.alloc(FRAME_BYTES_MAX + 1), "SIM_ERR_FRAME_TOO_LONG"],
  ["a frame with another digest", tampered(), "SIM_ERR_FRAME_PAYLOAD_DIGEST"],
  ["a text", "hello", "text"],
];

test.each(JUNK)("%s is dropped, and the channel goes on", async (_name, junk, reason) => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    agent.socket.send(junk);
    await agent.flushed();
    const dropped = (await traceOf(service.url)).filter(({ event }) => event === "frame.dropped");
    expect(dropped).toMatchObject([{ source: "link", node: NODE, reason }]);
    await sendCommand(service);
    expect((await agent.nextFrame()).type).toBe("agent_job");
  });
});

test("a frame of an unknown type and one about an unknown job change nothing", async () => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    agent.send({ type: "unsupportedMessage", ...ENVELOPE, messageType: "agent_telemetry" });
    agent.send(ackOf({ ...ENVELOPE, jobId: "aws.ssm.x.y" }));
    agent.send(ackOf({ ...ENVELOPE, jobId: `aws.ssm.x.${NODE}` }));
    await agent.flushed();
    const dropped = (await traceOf(service.url)).filter(({ event }) => event === "frame.dropped");
    const reasons = ["notForController", "foreignJob", "unknownJob"];
    expect(dropped.map(({ reason }) => reason)).toEqual(reasons);
    expect(await connectionStatus(service)).toBe("connected");
  });
});

test("a socket that sends nothing but garbage is closed in the end", async () => {
  await withService({}, async (service) => {
    const agent = await TestAgent.open(service.url);
    for (let sent = 0; sent < BROKEN_FRAMES_MAX; sent += 1) agent.socket.send(Buffer.alloc(10));
    expect(await agent.closed).toBe(1008);
  });
});

test("a message that no frame can have closes its socket alone", async () => {
  await withService({}, async (service) => {
    const [agent, other] = [
      await TestAgent.open(service.url),
      await TestAgent.open(service.url, OTHER_NODE),
    ];
    agent.socket.send(Buffer.alloc(2 * FRAME_BYTES_MAX + 1));
    expect(await agent.closed).toBe(1009);
    await other.flushed();
  });
});

test("a lost socket puts its node out of reach", async () => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    expect(await connectionStatus(service)).toBe("connected");
    const lost = new Promise<void>((resolve) => {
      service.onStatus(({ event }) => {
        if (event === "link.closed") resolve();
      });
    });
    agent.socket.terminate();
    await lost;
    expect(await connectionStatus(service)).toBe("notconnected");
  });
});

test("a node that nobody knows gets no token and no socket", async () => {
  await withService({ controller: { admitUnknownAgents: false } }, async ({ url }) => {
    const path = `${url}/v1/control-channel/${NODE}`;
    const body = '{"MessageSchemaVersion":"1.0","RequestId":"a"}';
    const answer = await http(path, { method: "POST", body });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("<AccessDeniedException>");
    expect(await new TestSocket(channelUrl(url)).upgraded()).toBe(403);
  });
});

test.each([
  ["no JSON", "{", 400],
  ["a body without its fields", "{}", 400],
  ["a body that is too long", "x".repeat(70_000), 413],
])(
  "CreateControlChannel with %s is refused without the word of access",
  async (_name, body, status) => {
    await withService({}, async ({ url }) => {
      const answer = await http(`${url}/v1/control-channel/${NODE}`, { method: "POST", body });
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain("AccessDenied");
    });
  },
);

test.each([
  ["another path", "/v1/data-channel/x", {}, 404],
  ["another role", `/v1/control-channel/${NODE}?role=publish&stream=input`, {}, 400],
  ["a foreign Host", "", { headers: { host: "evil.example" } }, 403],
  ["a foreign Origin", "", { origin: "http://evil.example" }, 403],
])("an upgrade with %s is refused", async (_name, path, options, status) => {
  await withService({}, async ({ url }) => {
    const target = path === "" ? channelUrl(url) : `${url}${path}`;
    expect(await new TestSocket(target, options).upgraded()).toBe(status);
  });
});

function ackOf(job: { readonly messageId: string; readonly jobId?: string }): AgentJobAck {
  return {
    type: "agent_job_ack",
    ...ENVELOPE,
    jobId: job.jobId ?? "",
    acknowledgedMessageId: job.messageId,
    acknowledgedCreatedMs: 1,
    statusCode: "200",
    errorMessage: "Successful",
  };
}

function replyTo(job: Message): Message {
  return {
    type: "agent_job_reply",
    ...ENVELOPE,
    jobId: job.type === "agent_job" ? job.jobId : "",
    topic: "aws.ssm.sendCommand",
    content: {
      agentVersion: "3.3.0.0",
      dateTimeMs: 1,
      runtimeStatusCounts: { Success: 1 },
      documentStatus: "Success",
      documentTraceOutput: "",
      runtimeStatus: {},
    },
  };
}

function tampered(): Buffer {
  const bytes = Buffer.from(encode(ackOf({ ...ENVELOPE }), { epochMs: 0 }));
  bytes[bytes.length - 1] = 0x20;
  return bytes;
}

async function connectionStatus(service: { readonly url: string }): Promise<unknown> {
  const answer = json(await call(service, "GetConnectionStatus", { Target: NODE }));
  return (answer as { Status: string }).Status;
}
