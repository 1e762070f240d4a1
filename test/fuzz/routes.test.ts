/**
 * The other doors: API calls, ec2messages, admin routes, bytes that are no HTTP, and the host
 * channel. Beside them a good agent works on, and a command that was accepted stays as it is.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { LiveService } from "../../src/io/live-service.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { OPERATIONS } from "../../src/ssm/operation.ts";
import { call, hello, http, json, reportHealth, sendCommand } from "../io/server/with-service.ts";
import { withService } from "../io/server/with-service.ts";
import type { Answer } from "../io/server/with-service.ts";
import { GoodAgent } from "./good-agent.ts";
import { resourcesAtRest } from "./leaks.ts";
import { changedValue, pick, randomText, randomValue } from "./random-json.ts";

const SEED = process.env["FUZZ_SEED"] ?? "1";
const SLOW = { timeout: 60_000 };
const REQUESTS = 3_000;
const CONNECTIONS = 200;
const HOST_MESSAGES = 2_000;
const LANES = 4;

const GOOD = "mi-00000000000000001";
const AWAY = "mi-00000000000000002";
const NOBODY = "mi-00000000000000009";

/** Inputs without a fault, about nodes and commands whose end changes nothing for others. */
const INPUTS: Readonly<Record<string, unknown>> = {
  SendCommand: {
    ...{ DocumentName: "AWS-RunShellScript", InstanceIds: [AWAY], TimeoutSeconds: 60 },
    Parameters: { commands: ["true"], executionTimeout: ["60"] },
  },
  CancelCommand: { CommandId: "00000000-0000-4000-8000-000000000000", InstanceIds: [AWAY] },
  ListCommands: { MaxResults: 5, Filters: [{ key: "Status", value: "Pending" }] },
  GetCommandInvocation: { CommandId: "00000000-0000-4000-8000-000000000000", InstanceId: AWAY },
  CreateActivation: { IamRole: "r", Tags: [{ Key: "a", Value: "b" }], RegistrationLimit: 2 },
  RegisterManagedInstance: {
    ActivationId: "00000000-0000-4000-8000-000000000000",
    ...{ ActivationCode: "abcdefghijklmnopqrst", Fingerprint: "f", PublicKeyType: "Rsa" },
    PublicKey: "A".repeat(392),
  },
  UpdateInstanceInformation: { InstanceId: AWAY, AgentVersion: "3.3.0.0", PlatformType: "Linux" },
  CreateDocument: {
    ...{ Name: "Fuzz", DocumentType: "Command", DocumentFormat: "YAML" },
    Content: "schemaVersion: '2.2'\nmainSteps: [{action: aws:runShellScript, name: a}]",
  },
};

const MESSAGES: Readonly<Record<string, unknown>> = {
  GetMessages: { Destination: NOBODY, MessagesRequestId: "m", VisibilityTimeoutInSeconds: 10 },
  AcknowledgeMessage: { MessageId: `aws.ssm.x.${AWAY}` },
  FailMessage: { MessageId: `aws.ssm.x.${AWAY}`, FailureType: "NoHandlerExists" },
  SendReply: { MessageId: `aws.ssm.x.${AWAY}`, ReplyId: "r", Payload: "{}" },
};

const NEW_NODE = { name: "a", count: 2, state: "Running", profile: "ideal", tags: { a: "b" } };
const PATHS = ["health", "nodes", `nodes/${NOBODY}`, `nodes/${NOBODY}/stop`, "processes", "faults"];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

test(`${REQUESTS} requests, seed ${SEED}`, SLOW, async () => {
  await beside("requests", REQUESTS, async (service, prng) => {
    const answer = await request(service, prng);
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect([500, 503]).not.toContain(answer.status);
    if (answer.headers["content-type"]?.includes("json") === true && answer.text !== "") {
      expect(JSON.parse(answer.text)).toBeDefined();
    }
  });
});

test(`${CONNECTIONS} connections without HTTP, seed ${SEED}`, SLOW, async () => {
  await beside("bytes", CONNECTIONS, async (service, prng) => {
    const socket = connect(service.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume();
    const good = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}";
    const noise = Buffer.from(Array.from({ length: 200 }, () => prng.range(0, 255)));
    socket.write(prng.chance(1, 2) ? noise : good.slice(0, prng.range(1, good.length - 1)));
    if (prng.chance(1, 2)) socket.resetAndDestroy();
    else socket.end();
    await once(socket, "close");
  });
});

test(`${HOST_MESSAGES} messages of hosts, seed ${SEED}`, SLOW, async () => {
  const sockets = new Map<Prng, WebSocket>();
  await beside("hosts", HOST_MESSAGES, async (service, prng) => {
    let socket = sockets.get(prng);
    if (socket?.readyState !== WebSocket.OPEN) {
      socket = new WebSocket(`${service.url.replace("http", "ws")}/_fleetsim/host`);
      sockets.set(prng, socket);
      await once(socket, "open");
      if (prng.chance(3, 4))
        socket.send(JSON.stringify(hello(`h${prng.next()}`, [hostNode(prng)])));
    }
    socket.send(hostMessage(prng));
    const over = new AbortController();
    const { signal } = over;
    socket.ping();
    const heard = [once(socket, "pong", { signal }), once(socket, "close", { signal })];
    await Promise.race(heard);
    over.abort();
    await Promise.allSettled(heard);
  });
  for (const socket of sockets.values()) socket.terminate();
});

/** Does something many times, several side by side; what it must not harm is looked at. */
async function beside(
  name: string,
  times: number,
  act: (service: LiveService, prng: Prng) => Promise<void>,
): Promise<void> {
  await withService({ trace: { ringLines: 1_000 } }, async (service) => {
    const { url } = service;
    await reportHealth(service, AWAY);
    const id = await sendCommand(service, AWAY);
    const invocation = () =>
      call(service, "GetCommandInvocation", { CommandId: id, InstanceId: AWAY });
    const accepted = json(await invocation());
    const idle = await resourcesAtRest();
    const good = await GoodAgent.join(url, GOOD);
    let left = times;
    const lane = async (prng: Prng): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await act(service, prng);
      }
    };
    const lanes = Array.from({ length: LANES }, (_, at) =>
      lane(Prng.seeded(SEED).fork(`${name}/${at}`)),
    );
    await Promise.all([...lanes, good.work(() => left <= 0)]);
    expect(good.isOpen).toBe(true);
    for (const [at, { status, output }] of good.rounds.entries()) {
      expect([status, output]).toEqual(["Cancelled", `round ${at}\n`]);
    }
    expect(json(await invocation())).toEqual(accepted);
    expect(json(await http(`${url}/_fleetsim/health`))).toMatchObject({ status: "ok", defects: 0 });
    good.hangUp();
    if (name !== "hosts") expect(await resourcesAtRest(idle)).toEqual(idle);
  });
}

function request(service: LiveService, prng: Prng): Promise<Answer> {
  const kind = prng.range(0, 9);
  if (kind <= 4) return operation(service, prng, "AmazonSSM.", INPUTS);
  if (kind <= 6) {
    return operation(service, prng, "EC2WindowsMessageDeliveryService.", MESSAGES);
  }
  const body = JSON.stringify(changedValue(prng, NEW_NODE));
  if (kind === 7) {
    const path = `${service.url}/v1/control-channel/${pick(prng, [NOBODY, AWAY, "%00", "a b"])}`;
    const good = { MessageSchemaVersion: "1.0", RequestId: "r" };
    return http(encodeURI(path), {
      method: "POST",
      body: JSON.stringify(changedValue(prng, good)),
    });
  }
  const method = pick(prng, METHODS);
  const path = `${service.url}/_fleetsim/${pick(prng, PATHS)}`;
  return http(path, method === "HEAD" ? { method } : { method, body });
}

function operation(
  { url }: LiveService,
  prng: Prng,
  prefix: string,
  inputs: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const isKnown = prng.chance(3, 4);
  const name = isKnown ? pick(prng, Object.keys(inputs)) : pick(prng, Object.keys(OPERATIONS));
  const input = isKnown ? changedValue(prng, inputs[name]) : randomValue(prng);
  const body = prng.chance(1, 10) ? randomText(prng) : JSON.stringify(input);
  return http(url, { method: "POST", headers: { "x-amz-target": prefix + name }, body });
}

function hostNode(prng: Prng): string {
  return `i-${prng.next().toString(16).padStart(17, "0")}`;
}

function hostMessage(prng: Prng): string | Buffer {
  if (prng.chance(1, 20)) return Buffer.from(randomText(prng));
  const id = hostNode(prng);
  const node = { id, state: "Running", tags: { a: "b" }, profile: "ideal", kind: "simulated" };
  const good = pick(prng, [
    hello("h", [id]),
    { type: "nodesAdded", nodes: [node] },
    { type: "nodeStateChanged", node: id, state: "Stopped" },
    { type: "nodeRemoved", node: id },
    { type: "answer", request: 1, result: null },
    { type: "refusal", request: 1, error: "e", expected: "x", found: "y" },
    { type: "trace", events: [{ atMs: 1, source: "agent", event: "job.queued", node: id }] },
  ]);
  return JSON.stringify(prng.chance(1, 4) ? good : changedValue(prng, good));
}
