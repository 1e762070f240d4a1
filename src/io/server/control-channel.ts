/**
 * One control-channel socket of an agent: first the opening text, from then on binary frames.
 *
 * It decodes and encodes, and keeps the bounds; which channel of a node counts, and what a message
 * means, the controller decides. A frame that can't be read is dropped, counted and traced, and
 * the channel stays open until there are too many.
 */
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import { decode } from "../../wire/decode.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import { encode } from "../../wire/encode.ts";
import { FRAME_LAYOUT } from "../../wire/frame.ts";
import type { Message } from "../../wire/message.ts";
import { decodeOpenControlChannel } from "../../wire/open-control-channel.ts";
import { resetStream } from "./reset-stream.ts";
import { CLOSE_REFUSED, CLOSE_TOO_SLOW, OPENING_MS, OUTGOING_BYTES_MAX } from "./socket-bounds.ts";

/** Frames that can't be read which one socket may send; then it is closed. */
export const BROKEN_FRAMES_MAX = 1_000;

/** What a socket tells its owner. */
export interface ChannelListener {
  /** A fault is about somewhere: frames go by `arrives`, and pings are asked for. */
  readonly isGated: boolean;
  /** A frame has come while that is so; `arrive` takes it in. */
  arrives(channel: ControlChannel, frame: Buffer): void;
  /** Whether a ping gets its pong. */
  answersPings(channel: ControlChannel): boolean;
  /** The channel is to be closed; true when that has to wait for what was sent before. */
  closesBehind(channel: ControlChannel, close: () => void): boolean;
  /** The opening text has come; answers whether its token is the node's. */
  opening(channel: ControlChannel, token: string): boolean;
  /** A frame other than an ack has come, or an ack behind one; `takeAll` takes it in later. */
  waits(channel: ControlChannel, frame: Buffer): void;
  frame(channel: ControlChannel, message: Message): void;
  dropped(channel: ControlChannel, reason: string): void;
  /** The channel is not opened, or has been ended. */
  refused(channel: ControlChannel, reason: string): void;
  closed(channel: ControlChannel): void;
}

export class ControlChannel {
  readonly node: string;
  /** 0 until it is open. */
  epoch = 0;
  /** When anything last came, in the monotonic clock's ms. */
  heardMs = performance.now();
  /** Frames that were read and have not been taken in. */
  waiting: Buffer[] = [];
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly listener: ChannelListener;
  private readonly epochMs: number;
  private readonly opening: NodeJS.Timeout;
  private brokenFrames = 0;
  /** The latest ping that has no pong yet. */
  private ping: Buffer | undefined;
  private isPonging = false;

  constructor(
    socket: WebSocket,
    options: {
      readonly node: string;
      /** The connection under the socket. */
      readonly stream: Duplex;
      /** Unix ms of the run's time 0. */
      readonly epochMs: number;
      readonly listener: ChannelListener;
    },
  ) {
    this.socket = socket;
    this.node = options.node;
    this.stream = options.stream;
    this.epochMs = options.epochMs;
    this.listener = options.listener;
    this.opening = setTimeout(() => {
      this.refuse("openingTooLate", "no OpenControlChannel in time");
    }, OPENING_MS);
    socket.on("message", (data, isBinary) => this.receive(data, isBinary));
    socket.on("ping", (payload) => this.pinged(payload));
    socket.on("close", () => {
      clearTimeout(this.opening);
      this.listener.closed(this);
    });
    // A frame against the protocol of WebSocket itself: ws closes the socket with the right code.
    socket.on("error", (error) => this.listener.dropped(this, error.message));
  }

  get isOpen(): boolean {
    return this.epoch !== 0 && this.socket.readyState === WebSocket.OPEN;
  }

  /** Sends a message; false when the socket does not take it any more. */
  send(message: Message): boolean {
    return this.isOpen && this.sendBytes(encode(message, { epochMs: this.epochMs }));
  }

  /** The same of a frame's bytes. */
  sendBytes(bytes: Uint8Array): boolean {
    if (!this.isOpen) return false;
    if (this.socket.bufferedAmount > OUTGOING_BYTES_MAX) {
      this.listener.refused(this, "tooSlow");
      this.close(CLOSE_TOO_SLOW, "too much waits to be read");
      this.socket.terminate();
      return false;
    }
    this.socket.send(bytes);
    return true;
  }

  /** Takes in frames that waited; what is sent meanwhile leaves in one piece. */
  takeAll(frames: readonly Buffer[]): void {
    this.stream.cork();
    for (const frame of frames) this.take(frame);
    this.stream.uncork();
  }

  close(code: number, reason: string): void {
    const close = (): void => this.socket.close(code, reason);
    if (!this.listener.isGated || !this.listener.closesBehind(this, close)) close();
  }

  /** Cuts the connection without a word: nobody listens at the other end, or time is short. */
  cut(): void {
    this.socket.terminate();
  }

  /** Breaks the connection as a TCP reset does; under TLS it only ends. */
  reset(): void {
    resetStream(this.stream);
  }

  /** Reads what comes, or leaves it where it is: then the peer is not heard, its end neither. */
  set isReading(isReading: boolean) {
    if (isReading) this.socket.resume();
    else this.socket.pause();
  }

  /** A frame has come through. */
  arrive(frame: Buffer): void {
    if (this.socket.readyState !== WebSocket.OPEN) this.listener.dropped(this, "channelClosing");
    else if (this.waiting.length === 0 && isAck(frame)) this.take(frame);
    else this.listener.waits(this, frame);
  }

  private receive(data: RawData, isBinary: boolean): void {
    this.heard();
    const bytes = data as Buffer;
    if (this.socket.readyState !== WebSocket.OPEN) {
      // It was told to go, and what it says until it has gone counts no more.
      this.listener.dropped(this, "channelClosing");
      return;
    }
    if (this.epoch === 0) {
      if (isBinary) this.refuse("binaryOpening", OPENING_EXPECTED);
      else this.open(bytes.toString());
      return;
    }
    if (!isBinary) {
      this.drop("text");
      return;
    }
    if (this.listener.isGated) this.listener.arrives(this, bytes);
    else this.arrive(bytes);
  }

  private take(frame: Buffer): void {
    const message = decode(frame, { reader: "controller", epochMs: this.epochMs });
    if (isDecodeError(message)) this.drop(message.code);
    else this.listener.frame(this, message);
  }

  private open(text: string): void {
    const opening = decodeOpenControlChannel(text);
    if (isDecodeError(opening)) this.refuse(opening.code, OPENING_EXPECTED);
    else if (!this.listener.opening(this, opening.tokenValue)) {
      this.refuse("unknownToken", "unknown token");
    } else clearTimeout(this.opening);
  }

  private drop(reason: string): void {
    this.brokenFrames += 1;
    this.listener.dropped(this, reason);
    if (this.brokenFrames === BROKEN_FRAMES_MAX) {
      this.refuse("tooManyBrokenFrames", "too many frames that can't be read");
    }
  }

  /** `reason` is for the trace, `text` for the agent's log. */
  private refuse(reason: string, text: string): void {
    clearTimeout(this.opening);
    this.listener.refused(this, reason);
    this.close(CLOSE_REFUSED, text);
  }

  private pinged(payload: Buffer): void {
    this.heard();
    if (this.listener.isGated && !this.listener.answersPings(this)) return;
    this.ping = payload;
    if (!this.isPonging) this.pong();
  }

  /** One pong at a time: of pings that come meanwhile the last is answered. Source: RFC 6455, 5.5.3. */
  private pong(): void {
    const { ping } = this;
    this.isPonging = ping !== undefined && this.socket.readyState === WebSocket.OPEN;
    this.ping = undefined;
    if (this.isPonging) this.socket.pong(ping, false, () => this.pong());
  }

  private heard(): void {
    this.heardMs = performance.now();
  }
}

const OPENING_EXPECTED = "expected an OpenControlChannel text first";
const [TYPE_START, TYPE_BYTES] = FRAME_LAYOUT.MessageType;
const ACK = "agent_job_ack".padEnd(TYPE_BYTES, " ");

/** Whether a frame's header says so; `decode` has the last word. */
function isAck(frame: Buffer): boolean {
  return frame.toString("latin1", TYPE_START, TYPE_START + TYPE_BYTES) === ACK;
}
