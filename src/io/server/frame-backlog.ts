/**
 * Frames that have been read and wait: acks are taken in at once, everything else behind them.
 *
 * When a whole fleet answers, its acks say at once which agents have their job, while replies cost
 * several times as much and can wait. Frames of one channel never overtake one another. What waits
 * is taken in slices, and between two of them other I/O (and the acks in it) has its turn.
 */
import type { ControlChannel } from "./control-channel.ts";

/** Time that a slice may take; a small part of it while many acks come in between two slices. */
const SLICE_MS = 10;
const CROWDED_SLICE_MS = 1;
const ACKS_MANY = 50;
/** What may wait of all channels together; past it frames are taken in as they come. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export class FrameBacklog {
  /** Channels with frames that wait, in the order in which they came. */
  private channels: ControlChannel[] = [];
  private next = 0;
  private bytes = 0;
  private turn: NodeJS.Immediate | undefined;
  /** Since the last slice. */
  private acks = 0;

  /** An ack was taken in at once. */
  noteAck(): void {
    this.acks += 1;
  }

  /** Keeps a frame of a channel for later. */
  add(channel: ControlChannel, frame: Buffer): void {
    this.bytes += frame.length;
    if (channel.waiting.push(frame) === 1) this.channels.push(channel);
    if (this.bytes > WAITING_BYTES_MAX) this.takeAll();
    else this.turn ??= setImmediate(() => this.takeSlice());
  }

  /** Takes in what waits of one channel; its place in the list is passed over later. */
  take(channel: ControlChannel): void {
    const frames = channel.waiting;
    if (frames.length === 0) return;
    channel.waiting = [];
    for (const frame of frames) this.bytes -= frame.length;
    channel.takeAll(frames);
  }

  /** Takes in all that waits. */
  takeAll(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    const { channels, next } = this;
    this.channels = [];
    this.next = 0;
    for (const channel of channels.slice(next)) this.take(channel);
  }

  private takeSlice(): void {
    const endMs = performance.now() + (this.acks < ACKS_MANY ? SLICE_MS : CROWDED_SLICE_MS);
    this.acks = 0;
    this.turn = undefined;
    for (let channel = this.channels[this.next]; channel; channel = this.channels[this.next]) {
      if (performance.now() > endMs) {
        this.turn ??= setImmediate(() => this.takeSlice());
        return;
      }
      this.next += 1;
      this.take(channel);
    }
    this.channels = [];
    this.next = 0;
  }
}
