/**
 * The control channels of a host's agents over real WebSockets: the live counterpart of a link.
 *
 * At most one channel a node; an epoch is one life of it, and what belongs to an older one goes
 * nowhere. Everything that happens on a socket enters the core through `enter`. The agent never
 * sends a close frame of its own: it drops the TCP connection.
 */
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { AgentInput } from "../../agent/input.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { drawUuid } from "../../kernel/ids.ts";
import { timerIndex, timerSubject } from "../../kernel/kernel.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { Due } from "../../kernel/queue.ts";
import { decode } from "../../wire/decode.ts";
import { encode } from "../../wire/encode.ts";
import type { Message } from "../../wire/message.ts";
import { frameFacts } from "../../world/frame-facts.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { Calls } from "./calls.ts";
import type { ControllerAddress } from "./controller-address.ts";
import { DEADLINE_TIMER, KEEP_ALIVE_PAYLOAD, PING_TIMER, channelTimer } from "./keep-alive.ts";
import type { KeepAlive } from "./keep-alive.ts";
import { Gathering } from "./gathering.ts";
import { openSocket } from "./open-socket.ts";
import type { RequestSigner } from "./sign-request.ts";
import { Turnstile } from "./turnstile.ts";

/** Channels that are being opened at once. */
const HANDSHAKES_AT_ONCE = 64;
/** Bytes that wait for a controller which reads nothing; past it the agent gives the channel up. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

export interface AgentLinksParts {
  readonly kernel: Kernel;
  /** The kernel's owner of the channels' timers; a timer's subject is the node's index. */
  readonly owner: number;
  readonly epochMs: number;
  readonly ids: Prng;
  readonly keepAlive: KeepAlive;
  /** Whether frames of one go leave together; else each has left when `send` returns. */
  readonly gathers: boolean;
  readonly address: ControllerAddress;
  readonly signer: RequestSigner;
  readonly calls: Calls;
  readonly enter: (work: () => void) => void;
  readonly tellAgent: (node: ManagedNode, boot: number, input: AgentInput) => void;
  /** Undefined while nobody reads the trace. */
  readonly trace: () => ((fact: TraceFact) => void) | undefined;
  readonly log: { debug(fields: object, message: string): void };
  /** A node's channel has opened. */
  readonly opened: (node: ManagedNode) => void;
}

/** One try for a channel, and the channel that came of it. */
interface Channel {
  readonly node: ManagedNode;
  readonly boot: number;
  readonly epoch: number;
  socket: WebSocket | undefined;
  /** The connection under the socket, once it is open. */
  stream: Duplex | undefined;
  isOpen: boolean;
}

export class AgentLinks {
  readonly #parts: AgentLinksParts;
  readonly #gathering = new Gathering();
  readonly #handshakes = new Turnstile(HANDSHAKES_AT_ONCE);
  /** By the node's index: the latest channel that its agent asked for and has not given up. */
  readonly #channels = new Map<number, Channel>();
  #epoch = 0;
  #undecodable = 0;

  constructor(parts: AgentLinksParts) {
    this.#parts = parts;
  }

  /** Frames that no message could be made of. */
  get undecodable(): number {
    return this.#undecodable;
  }

  isOpen(node: ManagedNode): boolean {
    return this.#channels.get(node.index)?.isOpen ?? false;
  }

  /** Tries for a channel; the answer is channel.opened or channel.refused. */
  open(node: ManagedNode): void {
    this.close(node);
    this.#epoch += 1;
    const { boot } = node;
    const none = { socket: undefined, stream: undefined, isOpen: false };
    const channel = { node, boot, epoch: this.#epoch, ...none };
    this.#channels.set(node.index, channel);
    void this.#handshakes.pass(() => this.#shakeHands(channel));
  }

  /** Gives a node's channel up, open or not; its agent hears nothing of it. */
  close(node: ManagedNode): void {
    const channel = this.#channels.get(node.index);
    if (channel === undefined) return;
    this.#forget(channel);
    channel.socket?.terminate();
  }

  /** Sends a frame into the channel of this epoch; it is lost when that is not open. */
  send(node: ManagedNode, epoch: number, message: Message): void {
    const channel = this.#channels.get(node.index);
    const trace = this.#parts.trace();
    trace?.({ event: "frame.sent", node: node.id, ...frameFacts(message) });
    if (channel?.isOpen !== true || channel.epoch !== epoch || channel.socket === undefined) {
      const facts = frameFacts(message);
      trace?.({ event: "frame.dropped", node: node.id, ...facts, reason: "channel closed" });
      return;
    }
    const { gathers } = this.#parts;
    if (gathers && channel.stream !== undefined) this.#gathering.gather(channel.stream);
    channel.socket.send(encode(message, { epochMs: this.#parts.epochMs }));
    if (channel.socket.bufferedAmount > UNSENT_BYTES_MAX) channel.socket.terminate();
  }

  /** A timer of a channel has fired. */
  timer(due: Due): void {
    const channel = this.#channels.get(timerSubject(due));
    if (channel?.isOpen !== true) return;
    if (timerIndex(due) === PING_TIMER) {
      channel.socket?.ping(KEEP_ALIVE_PAYLOAD);
      this.#start(channel, PING_TIMER, this.#parts.keepAlive.pingMs);
    } else {
      this.#parts.log.debug({ node: channel.node.id }, "no pong came in time");
      this.#closed(channel);
      channel.socket?.terminate();
    }
  }

  /** Ends every channel; nothing is told to anybody. */
  closeAll(): void {
    for (const channel of [...this.#channels.values()]) this.close(channel.node);
  }

  async #shakeHands(channel: Channel): Promise<void> {
    if (!this.#isCurrent(channel)) return;
    const { address, calls, signer, ids, log } = this.#parts;
    const { node } = channel;
    const outcome = await openSocket({
      address,
      calls,
      signer,
      node: node.id,
      options: node.options,
      drawId: () => drawUuid(ids),
      localAddress: address.localAddress(node.index),
      isOver: () => !this.#isCurrent(channel),
      connecting: (socket) => {
        channel.socket = socket;
      },
    });
    if (outcome.type === "opened") {
      channel.stream = outcome.stream;
      this.#attach(channel, outcome.socket);
      return;
    }
    log.debug({ node: node.id, reason: outcome.reason }, "a control channel was refused");
    this.#parts.enter(() => {
      if (!this.#isCurrent(channel)) return;
      this.#forget(channel);
      const refusal = { type: "channel.refused", reason: outcome.reason } as const;
      this.#parts.tellAgent(node, channel.boot, refusal);
    });
  }

  #attach(channel: Channel, socket: WebSocket): void {
    const { enter, log } = this.#parts;
    socket.on("message", (data) => enter(() => this.#received(channel, data)));
    socket.on("pong", () => enter(() => this.#ponged(channel)));
    socket.on("close", () => enter(() => this.#closed(channel)));
    socket.on("error", (error) => log.debug({ node: channel.node.id, error }, "a channel failed"));
    enter(() => this.#opened(channel));
    socket.resume();
  }

  #opened(channel: Channel): void {
    if (!this.#isCurrent(channel)) {
      channel.socket?.terminate();
      return;
    }
    channel.isOpen = true;
    this.#start(channel, PING_TIMER, this.#parts.keepAlive.pingMs);
    this.#start(channel, DEADLINE_TIMER, this.#parts.keepAlive.firstPongMs);
    this.#tell(channel, { type: "channel.opened", epoch: channel.epoch });
    this.#parts.opened(channel.node);
  }

  #received(channel: Channel, data: RawData): void {
    if (!this.#isCurrent(channel)) return;
    const message = decode(data as Buffer, { reader: "agent", epochMs: this.#parts.epochMs });
    if (message.type !== "decodeError") {
      this.#tell(channel, { type: "frame.received", epoch: channel.epoch, message });
      return;
    }
    this.#undecodable += 1;
    const node = channel.node.id;
    this.#parts.log.debug({ node, problem: message.message }, "a frame was ignored");
    this.#parts.trace()?.({ event: "frame.dropped", node, reason: message.code });
  }

  #ponged(channel: Channel): void {
    if (this.#isCurrent(channel)) {
      this.#start(channel, DEADLINE_TIMER, this.#parts.keepAlive.pongMs);
    }
  }

  #closed(channel: Channel): void {
    if (!this.#isCurrent(channel)) return;
    this.#forget(channel);
    this.#tell(channel, { type: "channel.closed", epoch: channel.epoch });
  }

  #tell(channel: Channel, input: AgentInput): void {
    this.#parts.tellAgent(channel.node, channel.boot, input);
  }

  #start(channel: Channel, timer: number, delayMs: number): void {
    const { kernel, owner } = this.#parts;
    const { index, prng } = channel.node;
    kernel.startTimer(owner, channelTimer(index, timer, delayMs), prng);
  }

  #forget(channel: Channel): void {
    const subject = channel.node.index;
    this.#channels.delete(subject);
    channel.isOpen = false;
    for (const timer of [PING_TIMER, DEADLINE_TIMER]) {
      this.#parts.kernel.stopTimer(this.#parts.owner, { type: "stopTimer", subject, timer });
    }
  }

  #isCurrent(channel: Channel): boolean {
    return this.#channels.get(channel.node.index) === channel;
  }
}
