/**
 * Requests that agent 3.3 sent, byte for byte, to another service: only what has to be another here
 * is exchanged (ids, keys, dates, tokens; each is as long as what was recorded), and the signature
 * made anew over it.
 */
import { constants, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Bench } from "./bench.ts";
import type { Credentials } from "./client.ts";
import { authorizationOf, hmac, stringToSign } from "./signature.ts";

interface Recorded {
  readonly name: string;
  readonly tls: boolean;
  /** Request line and headers. */
  readonly head: readonly string[];
  readonly body: string;
}

const { requests, openControlChannel } = JSON.parse(
  readFileSync(new URL("recorded-requests.json", import.meta.url), "utf8"),
) as { readonly requests: readonly Recorded[]; readonly openControlChannel: string };

const registration = requests.find(({ name }) => name === "RegisterManagedInstance");
/** The key that the recorded agent registered with. */
export const RECORDED_KEY = (JSON.parse(registration?.body ?? "") as { PublicKey: string })
  .PublicKey;

export interface Answered {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** Still open after an upgrade. */
  readonly socket: Socket;
}

export class Replay {
  credentials: Credentials | undefined;
  readonly publicKey: string;
  private readonly bench: Bench;
  private readonly privateKey;
  private readonly exchanged = new Map<string, string>();
  private readonly sockets: Socket[] = [];

  constructor(bench: Bench) {
    this.bench = bench;
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  }

  /** From now on one text stands for another of the same length. */
  exchange(recorded: string, ours: string): void {
    if (recorded.length !== ours.length) {
      throw new Error(`expected as many characters as ${recorded}; found ${ours}`);
    }
    this.exchanged.set(recorded, ours);
  }

  /** Sends a recorded request. */
  async play(name: string): Promise<Answered> {
    const recorded = requests.find((each) => each.name === name);
    if (recorded === undefined) throw new Error(`no request was recorded as ${name}`);
    const { tls, head, body } = recorded;
    const sent = this.signed(
      head.map((line) => this.ours(line)),
      this.ours(body),
    );
    const isChunked = head.includes("Transfer-Encoding: chunked");
    const bytes = Buffer.byteLength(body).toString(16);
    const end = isChunked ? `${bytes}\r\n${this.ours(body)}\r\n0\r\n\r\n` : this.ours(body);
    const socket = this.connect(tls);
    socket.write(`${sent.join("\r\n")}\r\n\r\n${end}`);
    return readAnswer(socket);
  }

  /** The first message of the control channel, as a masked text frame. */
  openingFrame(token: string): Buffer {
    const said = JSON.parse(openControlChannel) as { TokenValue: string };
    const text = Buffer.from(openControlChannel.replace(said.TokenValue, token));
    const header = Buffer.alloc(8);
    header.writeUInt8(0x81, 0);
    header.writeUInt8(0x80 | 126, 1);
    header.writeUInt16BE(text.length, 2);
    return Buffer.concat([header, text]);
  }

  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private ours(text: string): string {
    let changed = text;
    for (const [recorded, ours] of this.exchanged) changed = changed.replaceAll(recorded, ours);
    return changed;
  }

  /** The head as it is sent: with today's date, our token, and the signature of both. */
  private signed(head: readonly string[], body: string): string[] {
    const [line = "", ...headers] = head;
    const [method = "", path = ""] = line.split(" ");
    const values = new Map(headers.map((header) => header.split(": ", 2) as [string, string]));
    const authorization = values.get("Authorization");
    if (authorization === undefined) return [...head];
    const date = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    values.set("X-Amz-Date", date);
    if (this.credentials !== undefined && values.has("X-Amz-Security-Token")) {
      values.set("X-Amz-Security-Token", this.credentials.SessionToken);
    }
    const names = /SignedHeaders=([^,]*)/.exec(authorization)![1]!.split(";");
    const lower = new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
    const signedHeaders = Object.fromEntries(names.map((name) => [name, lower.get(name)!]));
    const [id = "", , region, service] = /Credential=([^,]*)/.exec(authorization)![1]!.split("/");
    const scope = `${date.slice(0, 8)}/${region!}/${service!}/aws4_request`;
    const { text } = stringToSign({ method, path, headers: signedHeaders, body }, scope);
    const isRsa = id.startsWith("mi-");
    const key = isRsa ? id : this.credentials!.AccessKeyId;
    const signature = isRsa ? this.rsa(text) : this.hmac(text, scope);
    values.set("Authorization", authorizationOf(`${key}/${scope}`, names.join(";"), signature));
    return [line, ...Array.from(values, ([name, value]) => `${name}: ${value}`)];
  }

  private rsa(text: string): string {
    const { privateKey: key } = this;
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return sign("sha256", Buffer.from(text), { key, padding, saltLength: 32 }).toString("base64");
  }

  private hmac(text: string, scope: string): string {
    const secret = Buffer.from(`AWS4${this.credentials!.SecretAccessKey}`);
    return hmac(scope.split("/").reduce<Buffer>(hmac, secret), text).toString("hex");
  }

  private connect(tls: boolean): Socket {
    const { url, tlsUrl, ca } = this.bench;
    const { hostname: host, port } = new URL(tls ? tlsUrl : url);
    const to = { host, port: Number(port) };
    const socket = tls ? connectTls({ ...to, ca }) : connect(to);
    this.sockets.push(socket);
    return socket;
  }
}

/** The head of an answer, and as much of a body as it announces. */
async function readAnswer(socket: Socket): Promise<Answered> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const [line = "", ...headers] = bytes.toString("latin1", 0, end).split("\r\n");
    const values = new Map(
      headers.map((header) => {
        const at = header.indexOf(": ");
        return [header.slice(0, at).toLowerCase(), header.slice(at + 2)] as const;
      }),
    );
    const length = Number(values.get("content-length") ?? 0);
    if (bytes.length < end + 4 + length) continue;
    const text = bytes.toString("utf8", end + 4, end + 4 + length);
    return { status: Number(line.split(" ")[1]), headers: values, text, socket };
  }
  throw new Error(`expected an answer; the connection ended after ${bytes.length} bytes`);
}
