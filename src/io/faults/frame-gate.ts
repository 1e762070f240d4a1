/**
 * The gate that every frame of a control channel passes, between its socket and the core, either way.
 *
 * While no fault is about, a frame passes by one look at `isWatching`. Otherwise it is shown to the
 * plans at the moment at which it leaves its sender, as far as this end can know: a frame of an agent
 * when it has come. What waits keeps its channel's order, within bounds.
 */
import type { Direction } from "../../faults/hands.ts";
import type { FrameFate } from "../../faults/seams.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import { decode } from "../../wire/decode.ts";
import { encode } from "../../wire/encode.ts";
import { commandIdOfJob } from "../../wire/job-id.ts";
import type { Message } from "../../wire/message.ts";
import { frameFacts } from "../../world/frame-facts.ts";
import type { FrameFacts } from "../../world/frame-facts.ts";
import type { ControlChannel } from "../server/control-channel.ts";
import { GATE_OWNER } from "./gate-parts.ts";
import type { GateParts } from "./gate-parts.ts";
import { BEHIND, Lane } from "./lane.ts";
import type { LiveLinks } from "./live-links.ts";

interface Lanes {
  readonly toAgent: Lane;
  readonly toController: Lane;
}

/** A frame on its way through. */
interface Passing {
  readonly channel: ControlChannel;
  readonly direction: Direction;
  /** Undefined for what no message can be made of. */
  readonly facts: FrameFacts | undefined;
  readonly bytes: () => Uint8Array;
}

export class FrameGate {
  private readonly parts: GateParts;
  private readonly links: LiveLinks;
  /** Of channels that something waits of. */
  private readonly lanes = new Map<ControlChannel, Lanes>();

  constructor(parts: GateParts, links: LiveLinks) {
    this.parts = parts;
    this.links = links;
  }

  /** Whether anything waits. */
  get isBusy(): boolean {
    return this.lanes.size > 0;
  }

  /** A frame has come from an agent. */
  arrives(channel: ControlChannel, frame: Buffer): void {
    this.parts.core().within(() => {
      const { epochMs } = this.parts.core().clock;
      const message = decode(frame, { reader: "controller", epochMs });
      const facts = isDecodeError(message) ? undefined : frameFacts(message);
      if (facts !== undefined) this.show(channel, facts);
      this.pass({ channel, direction: "toController", facts, bytes: () => frame });
    });
  }

  /** A frame leaves for an agent; its line of the trace has been written. */
  leaves(channel: ControlChannel, message: Message): void {
    const { epochMs } = this.parts.core().clock;
    let encoded: Uint8Array | undefined;
    const bytes = (): Uint8Array => (encoded ??= encode(message, { epochMs }));
    this.pass({ channel, direction: "toAgent", facts: frameFacts(message), bytes });
  }

  /** The service closes a channel: what it has sent before goes first. False: nothing waits. */
  closesBehind(channel: ControlChannel, close: () => void): boolean {
    const lane = this.lanes.get(channel)?.toAgent;
    const isSilent = this.links.isSilent(channel.node, "toAgent");
    if (!isSilent && (lane === undefined || lane.isEmpty)) return false;
    this.wait(channel, "toAgent", { plan: BEHIND, dueMs: 0, bytes: 0, pass: close, lose: close });
    return true;
  }

  /** A channel has ended: what waits of it is lost. */
  ended(channel: ControlChannel): void {
    const lanes = this.lanes.get(channel);
    if (lanes === undefined) return;
    lanes.toAgent.loseAll();
    lanes.toController.loseAll();
    this.lanes.delete(channel);
  }

  /** A plan is over: the frames that it held go on. */
  planEnded(plan: number): void {
    for (const [channel, lanes] of [...this.lanes]) {
      lanes.toAgent.free(plan);
      lanes.toController.free(plan);
      this.flush(channel);
    }
  }

  /** A node's link carries again what it did not. */
  released(node: string): void {
    for (const channel of [...this.lanes.keys()]) if (channel.node === node) this.flush(channel);
  }

  /** The time has come of something that waits. */
  due(moment: unknown): void {
    if (typeof moment === "function") (moment as () => void)();
  }

  private pass(frame: Passing): void {
    const { channel, direction, facts, bytes } = frame;
    const fate = facts === undefined ? PASSES : this.judge(frame, facts);
    const { verdict } = fate;
    if (verdict.type === "drop") {
      this.writeDropped(frame, fate.fault);
      return;
    }
    const { nowMs } = this.parts.core().kernel;
    const link = this.links.of(channel.node);
    const sendingMs = link?.sendingMs(direction, nowMs, () => bytes().length) ?? 0;
    this.carry(frame, fate, fate.delayMs + sendingMs);
  }

  private judge({ channel, direction, bytes }: Passing, facts: FrameFacts): FrameFate {
    const { cancels, job } = facts;
    return this.parts.seams().frame({
      node: channel.node,
      direction,
      message: facts.message,
      command: cancels ?? (job === undefined ? undefined : commandIdOfJob(job)),
      isCall: false,
      bytes,
    });
  }

  private carry(frame: Passing, { verdict, plan }: FrameFate, delayMs: number): void {
    const { nowMs } = this.parts.core().kernel;
    switch (verdict.type) {
      case "hold":
        this.queue(frame, plan, nowMs);
        return;
      case "overtaken":
        this.loosen(frame, delayMs + verdict.ms);
        return;
      case "duplicate": {
        const dueMs = this.queue(frame, BEHIND, nowMs + delayMs);
        this.loosen(frame, Math.max(0, dueMs - nowMs) + verdict.ms);
        return;
      }
      case "bytes": {
        const { bytes } = verdict;
        this.queue({ ...frame, bytes: () => bytes }, BEHIND, nowMs + delayMs);
        return;
      }
      default:
        this.queue(frame, BEHIND, nowMs + delayMs);
    }
  }

  /** Puts a frame behind those before it; answers when it is due. */
  private queue(frame: Passing, plan: number, atMs: number): number {
    const { channel, direction, bytes } = frame;
    const dueMs = this.lanesOf(channel)[direction].dueAfter(atMs);
    const pass = (): void => this.deliver(frame);
    const lose = (): void => this.writeDropped(frame, CHANNEL_CLOSED);
    this.wait(channel, direction, { plan, dueMs, bytes: bytes().length, pass, lose });
    return dueMs;
  }

  private wait(
    channel: ControlChannel,
    direction: Direction,
    one: Parameters<Lane["add"]>[0],
  ): void {
    const lane = this.lanesOf(channel)[direction];
    if (lane.isFull) {
      this.overflow(channel);
      return;
    }
    lane.add(one);
    this.flush(channel);
  }

  /** A frame that holds nothing back, and waits for nothing but its time. */
  private loosen(frame: Passing, delayMs: number): void {
    const { channel, direction } = frame;
    const lane = this.lanesOf(channel)[direction];
    if (lane.isFull) {
      this.overflow(channel);
      return;
    }
    const { length } = frame.bytes();
    lane.loosen(length);
    this.post(delayMs, () => {
      lane.arrived(length);
      if (!channel.isOpen) this.writeDropped(frame, CHANNEL_CLOSED);
      else if (this.links.isSilent(channel.node, direction)) {
        this.queue(frame, BEHIND, this.parts.core().kernel.nowMs);
      } else this.deliver(frame);
      this.tidy(channel);
    });
  }

  private deliver(frame: Passing): void {
    const { channel, direction, bytes } = frame;
    if (direction === "toController") channel.arrive(bytes() as Buffer);
    else if (!channel.sendBytes(bytes())) this.writeDropped(frame, CHANNEL_CLOSED);
  }

  /** No end keeps so much for a peer: the connection breaks, with all that waits. */
  private overflow(channel: ControlChannel): void {
    const { node } = channel;
    this.parts.core().write("link", { event: "link.refused", node, reason: "tooManyHeld" });
    channel.reset();
  }

  private flush(channel: ControlChannel): void {
    const lanes = this.lanes.get(channel);
    if (lanes === undefined) return;
    const { nowMs } = this.parts.core().kernel;
    for (const lane of [lanes.toAgent, lanes.toController]) {
      const dueMs = lane.flush(nowMs);
      if (dueMs !== undefined) this.post(dueMs - nowMs, () => this.flush(channel));
    }
    this.tidy(channel);
  }

  private tidy(channel: ControlChannel): void {
    const lanes = this.lanes.get(channel);
    if (lanes?.toAgent.isEmpty === true && lanes.toController.isEmpty) this.lanes.delete(channel);
  }

  private lanesOf(channel: ControlChannel): Lanes {
    const known = this.lanes.get(channel);
    if (known !== undefined) return known;
    const laneOf = (direction: Direction): Lane =>
      new Lane(() => this.links.isSilent(channel.node, direction));
    const lanes = { toAgent: laneOf("toAgent"), toController: laneOf("toController") };
    this.lanes.set(channel, lanes);
    return lanes;
  }

  private post(delayMs: number, then: () => void): void {
    this.parts.core().kernel.post(delayMs, GATE_OWNER, 0, then);
  }

  /** The agent has said so in its own trace, which comes too late for a plan that waits for it. */
  private show({ node, epoch }: ControlChannel, facts: FrameFacts): void {
    const atMs = this.parts.core().kernel.nowMs;
    const event = "frame.sent" as const;
    this.parts.show({ seq: 0, atMs, source: "link", event, node, epoch, ...facts });
  }

  private writeDropped({ channel, facts }: Passing, reason: string): void {
    const { node, epoch } = channel;
    const fact: TraceFact = { event: "frame.dropped", node, epoch, ...facts, reason };
    this.parts.core().write("link", fact);
  }
}

const CHANNEL_CLOSED = "channel closed";
const PASSES: FrameFate = { delayMs: 0, verdict: { type: "pass" }, plan: 0, fault: "" };
