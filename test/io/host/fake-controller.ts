/**
 * A small controller for tests, written from the protocol and not from our service.
 *
 * It notes down everything that arrives, acks nothing by itself, and does what a test tells it to:
 * refuse, drop, send jobs, give orders over the host channel.
 */
import { once } from "node:events";
import http from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { decode } from "../../../src/wire/decode.ts";
import { encode } from "../../../src/wire/encode.ts";
import type { AgentJob, JobContent, Message } from "../../../src/wire/message.ts";
import { News } from "./news.ts";

export interface SeenCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** A call of ec2messages, as it came. */
export interface MessageCall {
  readonly node: string;
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface SeenFrame {
  readonly node: string;
  readonly message: Message;
  /** The whole frame. */
  readonly bytes: Buffer;
}

export interface HostWord {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class FakeController {
  /** Unix milliseconds from which the messages count. */
  readonly epochMs = 1_700_000_000_000;
  readonly calls = new News<SeenCall>();
  readonly upgrades = new News<IncomingMessage>();
  readonly openings = new News<{ readonly node: string; readonly text: string }>();
  readonly frames = new News<SeenFrame>();
  /** Hears of every frame as it arrives. */
  arrived: (frame: SeenFrame) => void = () => {};
  readonly messageCalls = new News<MessageCall>();
  /** Hears of every call as it arrives. */
  called: (call: Pick<MessageCall, "node" | "operation" | "text">) => void = () => {};
  /** What calls of ec2messages but polls are answered. */
  messageStatus = 200;
  /** By node: the poll that waits. */
  readonly polls = new Map<string, (messages: readonly object[]) => void>();
  readonly pings = new News<{ readonly node: string; readonly payload: string }>();
  readonly hostWords = new News<HostWord>();
  /** Nodes to which it is denied. */
  readonly denied = new Set<string>();
  /** What CreateControlChannel is answered; undefined is a token. */
  refusal: Answer | undefined;
  healthStatus = 200;
  hasHostChannel = true;
  wantsTrace = false;
  readonly sockets = new Map<string, WebSocket>();
  private hostSocket: WebSocket | undefined;
  private readonly server = http.createServer((request, response) => {
    void this.answer(request, response);
  });
  private readonly upgrader = new WebSocketServer({ noServer: true });
  private requests = 0;
  private messages = 0;

  static async start(): Promise<FakeController> {
    const controller = new FakeController();
    controller.listen();
    controller.server.listen(0, "127.0.0.1");
    await once(controller.server, "listening");
    return controller;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.upgrader.clients) socket.terminate();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  send(node: string, message: Message): void {
    this.sockets.get(node)?.send(encode(message, { epochMs: this.epochMs }));
  }

  /** Answers the poll of a node that waits. */
  answerPoll(node: string, messages: readonly object[]): void {
    const answer = this.polls.get(node);
    if (answer === undefined) throw new Error(`no poll of ${node} waits`);
    this.polls.delete(node);
    answer(messages);
  }

  sendBytes(node: string, bytes: Uint8Array): void {
    this.sockets.get(node)?.send(bytes);
  }

  /** Sends a job that runs a script; answers what was sent. */
  sendJob(node: string, commandId: string, script: string): AgentJob {
    const document = {
      schemaVersion: "2.2",
      description: "",
      parameters: {},
      mainSteps: [
        {
          action: "aws:runShellScript",
          name: "runShellScript",
          inputs: { runCommand: [script], timeoutSeconds: "60" },
        },
      ],
    };
    return this.job(node, commandId, "sendCommand", {
      kind: "sendCommand",
      commandId,
      documentName: "AWS-RunShellScript",
      document,
      parameters: {},
      outputS3BucketName: "",
      outputS3KeyPrefix: "",
      cloudWatchLogGroupName: "",
      cloudWatchOutputEnabled: false,
    });
  }

  cancelJob(node: string, cancelId: string, jobId: string): AgentJob {
    const content = { kind: "cancelCommand", cancelMessageId: jobId } as const;
    return this.job(node, cancelId, "cancelCommand", content);
  }

  /** Asks the host something; resolves with its answer or refusal. */
  async ask(request: Record<string, unknown>): Promise<HostWord> {
    this.requests += 1;
    const number = this.requests;
    this.hostSocket?.send(JSON.stringify({ ...request, request: number }));
    return this.hostWords.find((word) => word["request"] === number);
  }

  /** Says welcome, as the answer to a hello or after the controller has started over. */
  welcome(): void {
    const { epochMs, wantsTrace } = this;
    this.hostSocket?.send(JSON.stringify({ type: "welcome", epochMs, wantsTrace }));
  }

  dropHost(): void {
    this.hostSocket?.terminate();
  }

  private job(
    node: string,
    id: string,
    kind: "sendCommand" | "cancelCommand",
    content: JobContent,
  ): AgentJob {
    this.messages += 1;
    const job: AgentJob = {
      type: "agent_job",
      messageId: `00000000-0000-4000-8000-${String(this.messages).padStart(12, "0")}`,
      createdMs: this.messages,
      jobId: `aws.ssm.${id}.${node}`,
      topic: `aws.ssm.${kind}.us-east-1.1`,
      content,
    };
    this.send(node, job);
    return job;
  }

  private listen(): void {
    this.server.on("upgrade", (request: IncomingMessage, socket, head: Buffer) => {
      socket.on("error", () => {});
      const path = request.url ?? "";
      if (path === "/_fleetsim/host" && !this.hasHostChannel) {
        socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      this.upgrader.handleUpgrade(request, socket, head, (upgraded) => {
        if (path === "/_fleetsim/host") this.takeHost(upgraded);
        else this.takeAgent(request, upgraded);
      });
    });
  }

  private takeHost(socket: WebSocket): void {
    this.hostSocket = socket;
    socket.on("message", (data) => {
      const word = JSON.parse((data as Buffer).toString()) as HostWord;
      if (word.type === "hello") this.welcome();
      this.hostWords.add(word);
    });
  }

  private takeAgent(request: IncomingMessage, socket: WebSocket): void {
    const node = /^\/v1\/control-channel\/([^?]+)/.exec(request.url ?? "")?.[1] ?? "";
    this.sockets.set(node, socket);
    this.upgrades.add(request);
    socket.on("message", (data, isBinary) => {
      const bytes = data as Buffer;
      if (!isBinary) this.openings.add({ node, text: bytes.toString() });
      else {
        const message = decode(bytes, { reader: "controller", epochMs: this.epochMs });
        if (message.type === "decodeError") throw new Error(message.message);
        this.frames.add({ node, message, bytes });
        this.arrived({ node, message, bytes });
      }
    });
    socket.on("ping", (payload: Buffer) => this.pings.add({ node, payload: payload.toString() }));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = JSON.parse(text) as Record<string, unknown>;
    const path = request.url ?? "";
    const [service, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    if (service === "EC2WindowsMessageDeliveryService") {
      this.answerMessages(
        { node: nodeOf(body), operation, headers: request.headers, text, body },
        response,
      );
      return;
    }
    const created = /^\/v1\/control-channel\/(.+)$/.exec(path)?.[1];
    const node = created ?? String(body["InstanceId"]);
    this.called({
      node,
      operation: created === undefined ? operation : "CreateControlChannel",
      text,
    });
    if (path === "/") response.writeHead(this.healthStatus).end("{}");
    else if (this.denied.has(node)) response.writeHead(403).end(ACCESS_DENIED);
    else if (this.refusal !== undefined) {
      response.writeHead(this.refusal.status).end(this.refusal.body);
    } else {
      const token = `<A><MessageSchemaVersion>1.0</MessageSchemaVersion><TokenValue>t&amp;t</TokenValue></A>`;
      response.writeHead(201).end(token);
    }
    this.calls.add({ path, headers: request.headers, body });
  }

  private answerMessages(call: MessageCall, response: ServerResponse): void {
    const { node, operation, body } = call;
    this.messageCalls.add(call);
    this.called(call);
    if (operation !== "GetMessages") {
      response.writeHead(this.messageStatus).end("{}");
      return;
    }
    const { Destination, MessagesRequestId } = body;
    const answer = (Messages: readonly object[]): void => {
      response.writeHead(200).end(JSON.stringify({ Destination, Messages, MessagesRequestId }));
    };
    this.polls.set(node, answer);
    response.on("close", () => {
      if (this.polls.get(node) === answer) this.polls.delete(node);
    });
  }
}

const ACCESS_DENIED =
  "<AccessDeniedException><Message>denied by mock</Message></AccessDeniedException>";

function nodeOf({ Destination, MessageId }: Record<string, unknown>): string {
  return typeof Destination === "string" ? Destination : String(MessageId).split(".").at(-1)!;
}
