/**
 * A host's end of the host channel: joins the controller, joins again, and is done without one.
 *
 * The first message of every connection is `hello` with all nodes as they are then, so whatever
 * was said into a lost connection needs no repeat. A controller that has no such route (404) is
 * not ours: the host says so once and goes on undriven. Everything received enters by `received`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { ControllerAddress } from "../agent-link/controller-address.ts";
import type { RequestSigner } from "../agent-link/sign-request.ts";
import { HOST_CHANNEL_PATH, HOST_MESSAGE_BYTES_MAX, controllerMessage } from "./protocol.ts";
import type { ControllerMessage, HostMessage } from "./protocol.ts";
import { readRefusal } from "./refusal.ts";

/** Waits between tries to join: doubled each time, up to the longest. */
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;
/** Of the upgrade, and from hello to welcome. */
const JOIN_MS = 10_000;
/** Bytes that wait for a controller which reads nothing; past it the channel is given up. */
const UNSENT_BYTES_MAX = 4 * HOST_MESSAGE_BYTES_MAX;
/** How often the channel is checked; a ping without a pong by the next ends it. */
const CHECK_MS = 15_000;

export type Welcome = Extract<ControllerMessage, { type: "welcome" }>;
export type HostRequest = Exclude<ControllerMessage, Welcome>;

/** How the first tries to join ended. */
export type JoinOutcome =
  | { readonly type: "joined" }
  /** The controller has no host channel. */
  | { readonly type: "absent" }
  | { readonly type: "unreachable"; readonly reason: string };

export interface HostChannelParts {
  readonly address: ControllerAddress;
  readonly signer: RequestSigner;
  readonly hello: () => Extract<HostMessage, { type: "hello" }>;
  readonly welcomed: (welcome: Welcome) => void;
  readonly requested: (request: HostRequest) => void;
  /** The controller is gone, for now at least. */
  readonly lost: () => void;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

export class HostChannel {
  readonly #parts: HostChannelParts;
  #socket: WebSocket | undefined;
  #isJoined = false;
  /** Pings that ask whether all was read; they are numbered. */
  #pings = 0;
  readonly #ending = new AbortController();

  constructor(parts: HostChannelParts) {
    this.#parts = parts;
  }

  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Bytes that have not left yet. */
  get unsentBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /**
   * Joins the controller, trying for so many milliseconds; from then on it stays joined by itself.
   *
   * Errors: never rejects; `unreachable` has the last reason, and nothing is tried any more.
   */
  async join(patienceMs: number): Promise<JoinOutcome> {
    const deadlineMs = performance.now() + patienceMs;
    for (let retryMs = RETRY_MS_MIN; ; retryMs = Math.min(2 * retryMs, RETRY_MS_MAX)) {
      const outcome = await this.#connect();
      if (outcome.type !== "unreachable") return outcome;
      if (performance.now() + retryMs > deadlineMs || !(await this.#wait(retryMs))) return outcome;
    }
  }

  /** Says something, if the host has joined; otherwise the next hello says it. */
  send(message: HostMessage): void {
    if (!this.#isJoined || this.#socket === undefined) return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > UNSENT_BYTES_MAX) this.#socket.terminate();
  }

  /** Resolves when the controller has read all that was sent, or has gone. */
  async drained(): Promise<void> {
    const socket = this.#socket;
    if (!this.#isJoined || socket === undefined) return;
    this.#pings += 1;
    const ping = this.#pings;
    await new Promise<void>((resolve) => {
      // A pong to an earlier ping says nothing of what was sent behind that.
      const heard = (pong: Buffer): void => {
        if (Number(pong.toString()) >= ping) done();
      };
      const done = (): void => {
        socket.off("pong", heard);
        socket.off("close", done);
        resolve();
      };
      socket.on("pong", heard);
      socket.on("close", done);
      socket.ping(String(ping));
    });
  }

  close(): void {
    this.#ending.abort();
    this.#isJoined = false;
    this.#socket?.terminate();
  }

  #connect(): Promise<JoinOutcome> {
    const { address, signer } = this.#parts;
    const { host, wsOrigin } = address;
    const unsigned = { method: "GET", url: HOST_CHANNEL_PATH, host, headers: {}, body: "" };
    const socket = new WebSocket(`${wsOrigin}${HOST_CHANNEL_PATH}`, {
      headers: signer.sign(unsigned, "ssm"),
      perMessageDeflate: false,
      handshakeTimeout: JOIN_MS,
      maxPayload: HOST_MESSAGE_BYTES_MAX,
    });
    // Any number of nodes may be added at once, and each waits for the channel to be drained.
    socket.setMaxListeners(0);
    this.#socket = socket;
    return new Promise((resolve) => {
      let reason = "the controller closed the channel before its welcome";
      let isAbsent = false;
      const timeout = setTimeout(() => socket.terminate(), JOIN_MS);
      socket.on("unexpected-response", (request, response) => {
        isAbsent = response.statusCode === 404;
        void readRefusal(response).then((refusal) => {
          reason = refusal;
          request.destroy();
          socket.terminate();
        });
      });
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (!error.message.includes("before the connection")) reason = error.code ?? error.message;
      });
      socket.on("open", () => socket.send(JSON.stringify(this.#parts.hello())));
      socket.on("message", (data) => {
        if (!this.#received(socket, (data as Buffer).toString("utf8"))) return;
        clearTimeout(timeout);
        resolve({ type: "joined" });
      });
      socket.on("close", (code, text) => {
        clearTimeout(timeout);
        if (text.length > 0)
          reason = `the controller closed the channel: ${text.toString()} (${code})`;
        resolve(isAbsent ? { type: "absent" } : { type: "unreachable", reason });
        if (this.#isJoined && socket === this.#socket) void this.#rejoin();
      });
    });
  }

  /** Takes a message in; true when it was the welcome. */
  #received(socket: WebSocket, text: string): boolean {
    const message = readMessage(text);
    if (message === undefined) {
      this.#parts.log.warn({ text: text.slice(0, 80) }, "a message of the controller was ignored");
      return false;
    }
    if (message.type !== "welcome") {
      this.#parts.requested(message);
      return false;
    }
    if (!this.#isJoined) this.#watch(socket);
    this.#isJoined = true;
    this.#parts.welcomed(message);
    return true;
  }

  /** A connection that died without a word is noticed by a ping that stays unanswered. */
  #watch(socket: WebSocket): void {
    let isAlive = true;
    const check = setInterval(() => {
      if (!isAlive) socket.terminate();
      isAlive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, CHECK_MS);
    socket.on("pong", () => {
      isAlive = true;
    });
    socket.on("close", () => clearInterval(check));
  }

  async #rejoin(): Promise<void> {
    this.#isJoined = false;
    this.#parts.lost();
    this.#parts.log.warn({}, "the host channel is lost; trying to join again");
    let said = "";
    for (let retryMs = RETRY_MS_MIN; await this.#wait(retryMs);) {
      const outcome = await this.#connect();
      if (outcome.type === "joined") {
        this.#parts.log.info({}, "the host has joined again");
        return;
      }
      // It was there before: what has no host channel now is something else, for a while.
      const reason = outcome.type === "absent" ? "no host channel is there" : outcome.reason;
      if (reason !== said) this.#parts.log.warn({ reason }, "the host can't join again yet");
      said = reason;
      retryMs = Math.min(2 * retryMs, RETRY_MS_MAX);
    }
  }

  /** Waits; false when the channel is to end. */
  async #wait(ms: number): Promise<boolean> {
    try {
      await delay(ms, undefined, { signal: this.#ending.signal });
      return true;
    } catch {
      return false; // Expected: close() ended the wait.
    }
  }
}

function readMessage(text: string): ControllerMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined; // Expected: the peer sent something that is not JSON.
  }
  return controllerMessage.safeParse(json).data;
}
