/**
 * An agent written from the protocol alone: it shares no code with ours. It runs no scripts; the
 * test says what it answers.
 */
import { constants, generateKeyPairSync, randomUUID, sign as signBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { Agent } from "node:https";
import { WebSocket } from "ws";
import { exchange } from "./exchange.ts";
import type { Answer, OnRequest } from "./exchange.ts";
import { readFrame, writeFrame } from "./frame.ts";
import type { Frame } from "./frame.ts";
import { authorizationOf, hmac, sha256, stringToSign } from "./signature.ts";
import type { Signable } from "./signature.ts";

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

export class RealAgent {
  readonly url: string;
  readonly publicKey: string;
  /** How far this machine's clock is off, in milliseconds. */
  clockOffMs = 0;
  node = "";
  fingerprint: string = randomUUID();
  credentials: Credentials | undefined;
  private readonly ca: string;
  private readonly agent = new Agent({ keepAlive: true });
  private privateKey: KeyObject;
  private socket: WebSocket | undefined;
  private readonly frames: Frame[] = [];

  constructor(url: string, ca: string) {
    this.url = url;
    this.ca = ca;
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = makeKeys());
  }

  /** The key that signs for it. */
  get key(): KeyObject {
    return this.privateKey;
  }

  /** RegisterManagedInstance, which is not signed. */
  async register(activation: { ActivationId: unknown; ActivationCode: unknown }): Promise<Answer> {
    const answer = await this.send("AmazonSSM.RegisterManagedInstance", {
      ActivationCode: activation.ActivationCode,
      ActivationId: activation.ActivationId,
      Fingerprint: this.fingerprint,
      PublicKey: this.publicKey,
      PublicKeyType: "Rsa",
    });
    if (answer.status === 200) this.node = String(answer.json["InstanceId"]);
    return answer;
  }

  /** RequestManagedInstanceRoleToken, signed with the RSA key; keeps the credentials. */
  async requestToken(key: KeyObject = this.privateKey): Promise<Answer> {
    const input = { Fingerprint: this.fingerprint };
    const answer = await this.sendByRsa("RequestManagedInstanceRoleToken", input, key);
    if (answer.status === 200) this.credentials = answer.json as unknown as Credentials;
    return answer;
  }

  /** UpdateManagedInstancePublicKey, signed with the key that is left behind. */
  async changeKey(): Promise<Answer> {
    const { privateKey, publicKey } = makeKeys();
    const input = { NewPublicKey: publicKey, NewPublicKeyType: "Rsa" };
    const answer = await this.sendByRsa("UpdateManagedInstancePublicKey", input, this.privateKey);
    if (answer.status === 200) this.privateKey = privateKey;
    return answer;
  }

  /** UpdateInstanceInformation. */
  health(change: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send("AmazonSSM.UpdateInstanceInformation", {
      AgentName: "amazon-ssm-agent",
      AgentStatus: "Active",
      AgentVersion: "3.3.0.0",
      AvailabilityZone: "",
      AvailabilityZoneId: "",
      ComputerName: "vm",
      IPAddress: "127.0.0.1",
      InstanceId: this.node,
      PlatformName: "Debian GNU/Linux",
      PlatformType: "Linux",
      PlatformVersion: "12",
      SSMConnectionChannel: "",
      ...change,
    });
  }

  /** A call of AWS JSON 1.1, signed if there are credentials. */
  async send(target: string, input: unknown, onRequest?: OnRequest): Promise<Answer> {
    const body = JSON.stringify(input);
    const service = target.startsWith("AmazonSSM.") ? "ssm" : "ec2messages";
    const headers = {
      "content-length": String(Buffer.byteLength(body)),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
    };
    const signed = this.sign({ method: "POST", path: "/", headers, body }, service);
    return this.request("POST", "/", signed, body, onRequest);
  }

  /** A call of ec2messages. */
  messages(operation: string, input: unknown, onRequest?: OnRequest): Promise<Answer> {
    return this.send(`EC2WindowsMessageDeliveryService.${operation}`, input, onRequest);
  }

  getMessages(onRequest?: OnRequest): Promise<Answer> {
    const input = { Destination: this.node, MessagesRequestId: randomUUID() };
    return this.messages("GetMessages", { ...input, VisibilityTimeoutInSeconds: 10 }, onRequest);
  }

  /** CreateControlChannel; answers the token of the XML. */
  async createChannel(node = this.node): Promise<Answer & { readonly token: string }> {
    const body = JSON.stringify({ MessageSchemaVersion: "1.0", RequestId: randomUUID() });
    const path = `/v1/control-channel/${node}`;
    const headers = { "content-type": "application/json" };
    const signed = this.sign({ method: "POST", path, headers, body }, "ssmmessages");
    const answer = await this.request("POST", path, signed, body);
    return { ...answer, token: /<TokenValue>([^<]*)<\/TokenValue>/.exec(answer.text)?.[1] ?? "" };
  }

  /** Opens the control channel; answers the close code, or 0 when it stays open. */
  async open(token: string): Promise<number> {
    const path = `/v1/control-channel/${this.node}?role=subscribe&stream=input`;
    const headers = this.sign({ method: "GET", path, headers: {}, body: "" }, "ssmmessages");
    const socket = new WebSocket(this.url.replace("https", "wss") + path, {
      ca: this.ca,
      headers,
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.frames.push(readFrame(data as Buffer));
      socket.emit("frame");
    });
    await once(socket, "open");
    socket.send(
      JSON.stringify({
        Cookie: null,
        MessageSchemaVersion: "1.0",
        RequestId: randomUUID(),
        TokenValue: token,
        AgentVersion: "3.3.0.0",
        PlatformType: "linux",
      }),
    );
    const closed = once(socket, "close").then(([code]) => code as number);
    socket.ping("keepalive");
    return Promise.race([closed, once(socket, "pong").then(() => 0)]);
  }

  async nextFrame(type: string): Promise<Frame> {
    for (;;) {
      const at = this.frames.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.frames.splice(at, 1)[0]!;
      await once(this.socket!, "frame");
    }
  }

  sendFrame(type: string, payload: unknown): string {
    const messageId = randomUUID();
    this.socket?.send(writeFrame(type, messageId, this.nowMs(), payload));
    return messageId;
  }

  /** Anything at all; a text leaves as a text. */
  sendRaw(data: string | Buffer): void {
    this.socket?.send(data);
  }

  /** True once the other end has read all that was sent. */
  async flushed(): Promise<void> {
    this.socket?.ping();
    await once(this.socket!, "pong");
  }

  /** agent_job_ack of a job. */
  ackJob(job: Frame, statusCode = "200"): void {
    this.sendFrame("agent_job_ack", {
      jobId: job.payload["JobId"],
      acknowledgedMessageId: job.messageId,
      createdDate: new Date(job.createdMs).toISOString(),
      statusCode,
      errorMessage: statusCode === "200" ? "Successful" : "",
    });
  }

  /** agent_job_reply; answers once the controller has acknowledged it. */
  async replyJob(jobId: string, topic: string, content: unknown): Promise<void> {
    const id = this.sendFrame("agent_job_reply", {
      ...{ schemaVersion: 1, jobId, content: JSON.stringify(content), topic },
    });
    const ack = await this.nextFrame("agent_job_reply_ack");
    if (ack.payload["acknowledgedMessageId"] !== id) throw new Error("an ack of another reply");
  }

  /** The present socket, to be used on beside a newer one. */
  takeSocket(): WebSocket {
    const socket = this.socket!;
    this.socket = undefined;
    return socket;
  }

  closeChannel(): void {
    this.socket?.terminate();
  }

  stop(): void {
    this.socket?.terminate();
    this.agent.destroy();
  }

  /** A call that is signed with an RSA key instead of credentials. */
  private sendByRsa(operation: string, input: unknown, key: KeyObject): Promise<Answer> {
    const body = JSON.stringify(input);
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      host: new URL(this.url).host,
      "x-amz-date": this.amzDate(),
      "x-amz-target": `AmazonSSM.${operation}`,
    };
    const scope = `${headers["x-amz-date"].slice(0, 8)}/us-east-1/ssm/aws4_request`;
    const { names, text } = stringToSign({ method: "POST", path: "/", headers, body }, scope);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = signBytes("sha256", Buffer.from(text), { key, padding, saltLength: 32 });
    const authorization = authorizationOf(
      `${this.node}/${scope}`,
      names,
      signature.toString("base64"),
    );
    const sent = { ...headers, authorization, "x-amz-content-sha256": sha256(body) };
    return this.request("POST", "/", sent, body);
  }

  private sign(request: Signable, service: string): Record<string, string> {
    const headers: Record<string, string> = { ...request.headers, host: new URL(this.url).host };
    if (this.credentials === undefined) return headers;
    const { AccessKeyId, SecretAccessKey, SessionToken } = this.credentials;
    headers["x-amz-date"] = this.amzDate();
    headers["x-amz-security-token"] = SessionToken;
    const date = headers["x-amz-date"].slice(0, 8);
    const scope = `${date}/us-east-1/${service}/aws4_request`;
    const { names, text } = stringToSign({ ...request, headers }, scope);
    const parts = [date, "us-east-1", service, "aws4_request"];
    const key = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${SecretAccessKey}`));
    const signature = hmac(key, text).toString("hex");
    headers["authorization"] = authorizationOf(`${AccessKeyId}/${scope}`, names, signature);
    return headers;
  }

  private request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
    onRequest?: OnRequest,
  ): Promise<Answer> {
    const { ca, agent } = this;
    return exchange(this.url + path, { method, headers, ca, agent }, body, onRequest);
  }

  private nowMs(): number {
    return Date.now() + this.clockOffMs;
  }

  private amzDate(): string {
    return `${new Date(this.nowMs()).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  }
}

function makeKeys(): { readonly privateKey: KeyObject; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "spki", format: "der" });
  return { privateKey, publicKey: der.toString("base64") };
}
