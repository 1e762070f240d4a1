import { once } from "node:events";
import { connect } from "node:net";
import { ListCommandsCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { BODY_BYTES_MAX } from "../../../src/io/server/api-route.ts";
import { NODE, TestAgent, call, http, json, reportHealth, sendCommand } from "./with-service.ts";
import { withService } from "./with-service.ts";

const TARGET = { "x-amz-target": "AmazonSSM.ListCommands" };

test("the unmodified SDK reads an empty list", async () => {
  await withService({}, async ({ url }) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new SSMClient({ endpoint: url, region: "us-east-1", credentials });
    const answer = await client.send(new ListCommandsCommand({}));
    expect(answer.Commands).toEqual([]);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    client.destroy();
  });
});

test("an answer has the headers of AWS JSON 1.1 and no checksum", async () => {
  await withService({}, async (service) => {
    const { status, headers } = await call(service, "ListCommands");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/x-amz-json-1.1");
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["connection"]).toBe("keep-alive");
    expect(headers["x-amz-crc32"]).toBeUndefined();
  });
});

test.each([
  ["malformed JSON", "{", {}, 400, "SerializationException"],
  ["a body that is no object", "[]", {}, 400, "SerializationException"],
  ["a member of another type", '{"CommandId":1}', {}, 400, "SerializationException"],
  ["a value against its constraint", '{"MaxResults":0}', {}, 400, "ValidationException"],
  ["no target", "{}", { "x-amz-target": "" }, 404, "UnknownOperationException"],
  ["an unknown target", "{}", { "x-amz-target": "AmazonSSM.No" }, 404, "UnknownOperationException"],
])("%s gets its error", async (_name, body, headers, status, code) => {
  await withService({}, async (service) => {
    const answer = await call(service, "ListCommands", body, headers);
    expect([answer.status, json(answer)]).toMatchObject([status, { __type: code }]);
    expect((await call(service, "ListCommands")).status).toBe(200);
  });
});

test.each([
  ["within what is thrown away", BODY_BYTES_MAX + 1],
  ["past what is thrown away", 12 * BODY_BYTES_MAX],
])("a body that is too long gets 413 (%s)", async (_name, bytes) => {
  await withService({}, async (service) => {
    const answer = await tooLong(service.url, bytes);
    expect(answer).toContain("HTTP/1.1 413");
    expect(answer).toContain("RequestEntityTooLargeException");
    expect((await call(service, "ListCommands")).status).toBe(200);
  });
});

/** Reads the answer while it still writes, as a client on a slow line does. */
async function tooLong(url: string, bytes: number): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
  socket.write(Buffer.alloc(bytes, 0x20));
  while (!answer.includes("}")) await once(socket, "data");
  socket.destroy();
  return answer;
}

test.each([
  ["another method", "/", "GET", 405, "POST"],
  ["another path", "/other", "POST", 404, undefined],
  [
    "a control channel's path with another method",
    `/v1/control-channel/${NODE}`,
    "PUT",
    405,
    "POST",
  ],
])("%s gets JSON", async (_name, path, method, status, allow) => {
  await withService({}, async ({ url }) => {
    const answer = await http(`${url}${path}`, { method });
    expect([answer.status, answer.headers["allow"]]).toEqual([status, allow]);
    expect(json(answer)).toHaveProperty("__type");
  });
});

test.each([
  ["a foreign Host", { host: "evil.example" }],
  ["a Host that only begins like loopback", { host: "127.0.0.1.evil.example" }],
  ["a foreign Origin", { origin: "http://evil.example" }],
  ["the Origin null", { origin: "null" }],
  ["loopback's Origin on another port", { origin: "http://127.0.0.1:1" }],
])("%s is refused on every route", async (_name, headers) => {
  await withService({}, async ({ url }) => {
    for (const path of ["/", "/_fleetsim/health", `/v1/control-channel/${NODE}`]) {
      const answer = await http(`${url}${path}`, {
        method: "POST",
        headers: { ...TARGET, ...headers },
      });
      const body = path.startsWith("/_")
        ? { error: "ForeignRequest" }
        : { __type: "AccessDeniedException" };
      expect([answer.status, json(answer)]).toMatchObject([403, body]);
      expect(answer.text).toMatch(/xpected.*found/);
    }
  });
});

test.each([
  ["localhost", "localhost"],
  ["an address of 127.0.0.0/8", "127.9.8.7:80"],
  ["the loopback address of IPv6", "[::1]:4590"],
  ["an allowed name", "Fleet.Test:4590"],
])("the Host %s passes, and its own Origin with it", async (_name, host) => {
  await withService({ allowHosts: ["fleet.test"] }, async ({ url }) => {
    const headers = { ...TARGET, host, origin: `http://${host}` };
    expect((await http(url, { method: "POST", headers, body: "{}" })).status).toBe(200);
  });
});

test.each([
  ["what is no HTTP", "HELO\r\n\r\n", 400, "MalformedHttpRequestException"],
  ["no Host", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 403, "AccessDeniedException"],
  [
    "a flood of headers",
    `POST / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
    431,
    "RequestEntityTooLargeException",
  ],
])("%s gets JSON and harms nobody", async (_name, bytes, status, code) => {
  await withService({}, async (service) => {
    const socket = connect(service.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(bytes);
    while (!answer.includes("}")) await once(socket, "data");
    socket.destroy();
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toContain(code);
    expect(answer).toMatch(/^x-amzn-RequestId: [0-9a-f-]{36}\r$/m);
    expect((await call(service, "ListCommands")).status).toBe(200);
  });
});

test("a client that hangs up in the middle harms nobody", async () => {
  await withService({}, async (service) => {
    const socket = connect(service.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await call(service, "ListCommands")).status).toBe(200);
  });
});

test("a client that hangs up before its answer harms nobody, and its command stands", async () => {
  await withService({}, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    const body = JSON.stringify({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [NODE],
      Parameters: { commands: ["true"] },
    });
    const socket = connect(service.port, "127.0.0.1");
    await once(socket, "connect");
    socket.end(
      `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSSM.SendCommand\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.destroySoon();
    expect((await agent.nextFrame()).type).toBe("agent_job");
    await sendCommand(service);
    const { Commands } = json(await call(service, "ListCommands")) as { Commands: unknown[] };
    expect(Commands).toHaveLength(2);
  });
});
