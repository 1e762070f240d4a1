/**
 * One host's channel, seen from the controller: what the host says, and requests with answers.
 *
 * Until its hello a host has no name and carries nothing. A message that is none of the protocol
 * closes the channel: both ends are ours, so it is a mistake and not noise. What a message means
 * for the fleet, the listener decides (see hosts.ts).
 */
import { WebSocket } from "ws";
import type { RawData } from "ws";
import type { LiveGround } from "../../faults/live.ts";
import { CLOSE_REFUSED, OPENING_MS, OUTGOING_BYTES_MAX } from "../server/socket-bounds.ts";
import { hostBusy, hostLost, hostTimedOut, refusedByHost } from "./host-answer.ts";
import type { HostAnswer } from "./host-answer.ts";
import { HOST_REQUEST_MS, hostMessage } from "./protocol.ts";
import type { ControllerMessage, HostMessage, HostNode } from "./protocol.ts";

/** Requests of people to one host that may wait for their answers. */
export const HOST_REQUESTS_MAX = 10_000;

type RequestMessage = Extract<ControllerMessage, { request: number }>;
/** A request without its number. */
export type HostRequest = RequestMessage extends infer Each
  ? Each extends RequestMessage
    ? Omit<Each, "request">
    : never
  : never;
/** What concerns the fleet: all but answers. */
export type HostNews = Exclude<HostMessage, { type: "answer" | "refusal" }>;

export interface HostListener {
  news(host: HostConnection, news: HostNews): void;
  closed(host: HostConnection): void;
}

interface Waiting {
  readonly answer: (answer: HostAnswer) => void;
  readonly timeout: NodeJS.Timeout;
}

export class HostConnection {
  /** "" until its hello was accepted. */
  name = "";
  readonly nodes = new Map<string, HostNode>();
  /** What its nodes are made of; undefined for a host that takes no faults. */
  ground: LiveGround | undefined = undefined;
  /** When anything last came, in the monotonic clock's ms. */
  heardMs = performance.now();
  private readonly socket: WebSocket;
  private readonly listener: HostListener;
  private readonly opening: NodeJS.Timeout;
  private readonly waiting = new Map<number, Waiting>();
  private latestRequest = 0;

  constructor(socket: WebSocket, listener: HostListener) {
    this.socket = socket;
    this.listener = listener;
    this.opening = setTimeout(() => this.close(CLOSE_REFUSED, "no hello in time"), OPENING_MS);
    socket.on("message", (data, isBinary) => this.receive(data, isBinary));
    socket.on("pong", () => this.heard());
    socket.on("ping", () => this.heard());
    socket.on("close", () => this.ended());
    // A frame against the protocol of WebSocket itself: ws closes the socket with the right code.
    socket.on("error", () => {});
  }

  /** Asks the host for something; settles with its answer, or with why there is none. */
  request(message: HostRequest): Promise<HostAnswer> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== WebSocket.OPEN) resolve(hostLost(this.name));
      else if (this.waiting.size >= HOST_REQUESTS_MAX && !OF_FAULTS.has(message.type)) {
        resolve(hostBusy(this.name, HOST_REQUESTS_MAX));
      } else {
        this.latestRequest += 1;
        const request = this.latestRequest;
        const timeout = setTimeout(() => {
          this.settle(request, hostTimedOut(this.name, HOST_REQUEST_MS));
        }, HOST_REQUEST_MS);
        this.waiting.set(request, { answer: resolve, timeout });
        this.send({ ...message, request });
      }
    });
  }

  send(message: ControllerMessage): void {
    if (this.socket.bufferedAmount > OUTGOING_BYTES_MAX) this.socket.terminate();
    else this.socket.send(JSON.stringify(message));
  }

  /** The hello was accepted. */
  welcome(name: string): void {
    clearTimeout(this.opening);
    this.name = name;
  }

  /** Closes the channel; of the reason 120 bytes are sent. */
  close(code: number, reason: string): void {
    this.socket.close(code, Buffer.from(reason).subarray(0, 120).toString().replace("\uFFFD", ""));
  }

  cut(): void {
    this.socket.terminate();
  }

  /** A host says nothing for long; its pong shows that it is there. */
  ping(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  }

  private receive(data: RawData, isBinary: boolean): void {
    this.heard();
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const message = isBinary ? undefined : readMessage((data as Buffer).toString());
    if (message === undefined || typeof message === "string") {
      const found = message ?? "a binary message";
      this.close(CLOSE_REFUSED, `expected a message of the host channel; found ${found}`);
    } else if ((message.type === "hello") !== (this.name === "")) {
      this.close(CLOSE_REFUSED, `expected one hello, first; found ${message.type}`);
    } else if (message.type === "answer") {
      this.settle(message.request, { ok: true, result: message.result });
    } else if (message.type === "refusal") {
      const { error, expected, found } = message;
      this.settle(message.request, refusedByHost({ error, expected, found }));
    } else this.listener.news(this, message);
  }

  /** An answer to a request that has timed out finds nobody waiting. */
  private settle(request: number, answer: HostAnswer): void {
    const waiting = this.waiting.get(request);
    if (waiting === undefined) return;
    this.waiting.delete(request);
    clearTimeout(waiting.timeout);
    waiting.answer(answer);
  }

  private ended(): void {
    clearTimeout(this.opening);
    for (const request of [...this.waiting.keys()]) this.settle(request, hostLost(this.name));
    this.listener.closed(this);
  }

  private heard(): void {
    this.heardMs = performance.now();
  }
}

/**
 * One fault has an order for each node, and what takes it back must get through: these are bounded by
 * the bytes that wait. A host whose channel is cut for them takes everything back itself.
 */
const OF_FAULTS: ReadonlySet<HostRequest["type"]> = new Set(["fault", "putFault", "liftFault"]);

/** The message in a text; a string says what was found instead. */
function readMessage(text: string): HostMessage | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Expected: whoever connects may send anything.
    return "a text that is no JSON";
  }
  const result = hostMessage.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "another value"}`;
}
