/**
 * The way of a control-channel frame, either way: it leaves into an open channel, passes the seam of
 * the faults, and travels.
 *
 * A frame is bytes only where a fault changes them; what the changed bytes say is found out at once,
 * and its receiver takes the message, or refuses the bytes as a live socket does.
 */
import type { Direction } from "../faults/hands.ts";
import type { FrameFate, FaultSeams } from "../faults/seams.ts";
import { isDecodeError } from "../wire/decode-error.ts";
import { decode } from "../wire/decode.ts";
import { encode } from "../wire/encode.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import type { Message } from "../wire/message.ts";
import { frameFacts } from "./frame-facts.ts";
import type { ManagedNode } from "./managed-node.ts";
import { parcelOf } from "./roads.ts";
import type { Roads } from "./roads.ts";
import type { Parcel } from "./parcel.ts";

export interface Frame {
  readonly node: ManagedNode;
  readonly direction: Direction;
  readonly epoch: number;
  readonly message: Message;
}

export class FrameWay {
  private readonly roads: Roads;
  private readonly seams: () => FaultSeams;

  constructor(roads: Roads, seams: () => FaultSeams) {
    this.roads = roads;
    this.seams = seams;
  }

  send(frame: Frame): void {
    const { node, direction, epoch, message } = frame;
    const link = this.roads.link(node);
    this.roads.writeFrame("frame.sent", { node: node.id, epoch, message });
    if (!link.open || link.epoch !== epoch) {
      this.roads.writeDropped({ node: node.id, epoch, message }, "channel closed");
      return;
    }
    // The line that was just written may have been what a plan waits for.
    if (link.faults !== undefined || this.seams().watch("frame")) this.sendJudged(frame);
    else if (direction === "toAgent") {
      this.roads.toAgent(node, { type: "frame.received", epoch, message });
    } else {
      const received = { type: "frame.received", node: node.id, epoch, message } as const;
      this.roads.toController(node, received);
    }
  }

  private sendJudged(frame: Frame): void {
    const { node, direction, epoch, message } = frame;
    const bytes = (): Uint8Array => encode(message, { epochMs: this.epochMs });
    const fate = this.seams().frame({
      node: node.id,
      direction,
      message: messageWord(message),
      command: commandOf(message),
      isCall: false,
      bytes,
    });
    const { verdict } = fate;
    if (verdict.type === "drop") {
      this.roads.writeDropped({ node: node.id, epoch, message }, fate.fault);
      return;
    }
    const parcel =
      verdict.type === "bytes" ? this.spoilt(frame, verdict.bytes) : parcelWith(frame, message);
    const sendingMs = this.roads
      .link(node)
      .faults?.sendingMs(direction, this.roads.kernel.nowMs, () => bytes().length);
    this.carry(node, parcel, fate, fate.delayMs + (sendingMs ?? 0));
  }

  private carry(node: ManagedNode, parcel: Parcel, fate: FrameFate, delayMs: number): void {
    const { verdict, plan } = fate;
    switch (verdict.type) {
      case "hold":
        this.roads.hold(node, { parcel, plan });
        return;
      case "overtaken":
        this.roads.overtake(node, parcel, delayMs + verdict.ms);
        return;
      case "duplicate":
        this.roads.send(node, parcel, delayMs);
        this.roads.repeat(node, parcel, verdict.ms);
        return;
      default:
        this.roads.send(node, parcel, delayMs);
    }
  }

  /** What arrives of a frame whose bytes were changed. */
  private spoilt(frame: Frame, bytes: Uint8Array): Parcel {
    const { node, direction, epoch } = frame;
    const reader = direction === "toAgent" ? "agent" : "controller";
    const message = decode(bytes, { reader, epochMs: this.epochMs });
    if (!isDecodeError(message)) return parcelWith(frame, message);
    const { index, boot } = node;
    const arrival = { type: "frame.refused", index, epoch, reason: message.code } as const;
    return parcelOf(direction, boot, epoch, { arrival }, frame.message);
  }

  private get epochMs(): number {
    return this.roads.service().controller.options.epochMs;
  }
}

function parcelWith({ node, direction, epoch, message: sent }: Frame, message: Message): Parcel {
  const received = { type: "frame.received", epoch, message } as const;
  const content =
    direction === "toAgent" ? { input: received } : { arrival: { ...received, node: node.id } };
  return parcelOf(direction, node.boot, epoch, content, sent);
}

function messageWord(message: Message): string {
  return frameFacts(message).message;
}

/** The command that a frame is about; a cancel job's is the one that it cancels. */
function commandOf(message: Message): string | undefined {
  const { cancels, job } = frameFacts(message);
  return cancels ?? (job === undefined ? undefined : commandIdOfJob(job));
}
