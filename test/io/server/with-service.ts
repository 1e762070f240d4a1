/**
 * Starts a service on a free port, and what tests say to it: calls, agents' sockets, hosts.
 *
 * Everything waits for an event; nothing waits for time.
 */
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { pino } from "pino";
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";
import { startService } from "../../../src/io/live-service.ts";
import type { LiveService, ServiceOptions } from "../../../src/io/live-service.ts";
import { decode } from "../../../src/wire/decode.ts";
import { encode } from "../../../src/wire/encode.ts";
import type { Message } from "../../../src/wire/message.ts";
import { encodeOpenControlChannel } from "../../../src/wire/open-control-channel.ts";
import type { ControllerMessage, HostMessage } from "../../../src/io/host-channel/protocol.ts";

export const NODE = "i-0123456789abcdef0";
export const OTHER_NODE = "i-0123456789abcdef1";
export const SILENT = pino({ level: "silent" });

/** Runs a test against a service of its own, and stops the service whatever happens. */
export async function withService(
  options: Partial<ServiceOptions>,
  test: (service: LiveService) => Promise<void>,
): Promise<void> {
  const service = await startService({ seed: "1", log: SILENT, ...options });
  try {
    await test(service);
  } finally {
    await service.stop();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One HTTP request, with any headers at all. */
export async function http(url: string, call: Call = {}): Promise<Answer> {
  const request = httpRequest(url, { method: call.method ?? "GET", headers: call.headers ?? {} });
  request.end(call.body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(response, "end");
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, text: Buffer.concat(chunks).toString() };
}

/** One API call; the body as text, or a value. */
export function call(
  { url }: { readonly url: string },
  operation: string,
  input: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return http(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonSSM.${operation}`,
      ...headers,
    },
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
}

export function json(answer: Answer): unknown {
  return JSON.parse(answer.text);
}

/** A command for one node that exists. */
export async function sendCommand(service: { readonly url: string }, node = NODE): Promise<string> {
  const answer = await call(service, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [node],
    Parameters: { commands: ["sleep 600"] },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return (json(answer) as { Command: { CommandId: string } }).Command.CommandId;
}

/** Makes a node known, as an agent of its own does. */
export async function reportHealth(service: { readonly url: string }, node = NODE): Promise<void> {
  const input = { InstanceId: node, AgentVersion: "3.3.0.0", PlatformType: "Linux" };
  const answer = await call(service, "UpdateInstanceInformation", input);
  if (answer.status !== 200) throw new Error(answer.text);
}

/** A socket with everything that it has received, to be waited for. */
export class TestSocket {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  private readonly received: { readonly data: Buffer; readonly isBinary: boolean }[] = [];

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url.replace("http", "ws"), options);
    this.closed = new Promise((resolve) => this.socket.on("close", resolve));
    this.socket.on("message", (data, isBinary) => {
      this.received.push({ data: data as Buffer, isBinary });
    });
  }

  /** The HTTP status of the upgrade: 101, or a refusal's. */
  async upgraded(): Promise<number> {
    this.socket.on("error", () => {});
    return new Promise((resolve) => {
      this.socket.on("open", () => resolve(101));
      this.socket.on("unexpected-response", (request, response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
        this.socket.terminate();
      });
    });
  }

  /** Whether something has come that `next` has not answered yet. */
  get hasMessage(): boolean {
    return this.received.length > 0;
  }

  async next(): Promise<{ readonly data: Buffer; readonly isBinary: boolean }> {
    while (this.received.length === 0) await once(this.socket, "message");
    return this.received.shift()!;
  }

  /** True once the other end has read all that was sent. */
  async flushed(): Promise<void> {
    this.socket.ping();
    await once(this.socket, "pong");
  }
}

/** Makes a node known and gets a token for its channel. */
export async function createChannel(url: string, node = NODE): Promise<string> {
  await reportHealth({ url }, node);
  const answer = await http(`${url}/v1/control-channel/${node}`, {
    method: "POST",
    body: '{"MessageSchemaVersion":"1.0","RequestId":"a"}',
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return /<TokenValue>([^<]*)</.exec(answer.text)?.[1] ?? "";
}

export function channelUrl(url: string, node = NODE): string {
  return `${url}/v1/control-channel/${node}?role=subscribe&stream=input`;
}

export function opening(tokenValue: string): string {
  const requestId = "a";
  return encodeOpenControlChannel({
    ...{ requestId, tokenValue },
    agentVersion: "3.3.0.0",
    platformType: "linux",
  });
}

/** An agent that does nothing by itself. */
export class TestAgent extends TestSocket {
  static async open(url: string, node = NODE): Promise<TestAgent> {
    const token = await createChannel(url, node);
    const agent = new TestAgent(channelUrl(url, node));
    await once(agent.socket, "open");
    agent.socket.send(opening(token));
    await agent.flushed();
    return agent;
  }

  send(message: Message): void {
    this.socket.send(encode(message, { epochMs: 0 }));
  }

  async nextFrame(): Promise<Message> {
    const { data } = await this.next();
    const message = decode(data, { reader: "agent", epochMs: 0 });
    if (message.type === "decodeError") throw new Error(message.message);
    return message;
  }
}

/** A host that answers as the test says. */
export class TestHost extends TestSocket {
  static async join(url: string, host: string, nodes: readonly string[]): Promise<TestHost> {
    const joined = new TestHost(`${url}/_fleetsim/host`);
    await once(joined.socket, "open");
    joined.say(hello(host, nodes));
    await joined.nextMessage();
    return joined;
  }

  say(message: HostMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  async nextMessage(): Promise<ControllerMessage> {
    return JSON.parse((await this.next()).data.toString()) as ControllerMessage;
  }

  /** Waits for a request of a kind and answers it. */
  async answer(type: ControllerMessage["type"], result: unknown): Promise<ControllerMessage> {
    const message = await this.nextMessage();
    if (message.type !== type || !("request" in message)) throw new Error(JSON.stringify(message));
    this.say({ type: "answer", request: message.request, result });
    return message;
  }
}

export function hello(host: string, ids: readonly string[]): HostMessage {
  const nodes = ids.map((id) => hostNode(id));
  return { type: "hello", host, nodes };
}

export function hostNode(id: string) {
  const kind = "simulated" as const;
  return { id, state: "Running" as const, tags: { role: "web" }, profile: "ideal", kind };
}

/** The trace so far, parsed, without its header. */
export async function traceOf(url: string): Promise<Record<string, unknown>[]> {
  const { text } = await http(`${url}/_fleetsim/trace`);
  const [, ...lines] = text.trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
