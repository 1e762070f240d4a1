/**
 * All control channels: the service's way to the agents, and the agents' way to the controller.
 *
 * Each channel that opens gets an epoch of its own, higher than all before it in this process; the
 * controller keeps no epoch over a restart, so that is enough. Sockets and the controller are kept
 * in step by inputs and effects alone.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { TraceFact } from "../../kernel/effect.ts";
import type { Message } from "../../wire/message.ts";
import { frameFacts } from "../../world/frame-facts.ts";
import type { ServicePorts } from "../../world/service.ts";
import type { Gate } from "../faults/gate.ts";
import type { ChannelTokens } from "./channel-token.ts";
import { ControlChannel } from "./control-channel.ts";
import type { ChannelListener } from "./control-channel.ts";
import { FrameBacklog } from "./frame-backlog.ts";
import type { LiveCore } from "./live-core.ts";
import { CLOSE_GOING_AWAY, CLOSE_REPLACED, SILENCE_MS } from "./socket-bounds.ts";

export class ControlChannels implements ChannelListener {
  readonly ports: Omit<ServicePorts, "durable"> = {
    sendFrame: (node, epoch, message) => this.send(node, epoch, message),
    closeChannel: (_node, epoch) => this.open.get(epoch)?.close(CLOSE_REPLACED, "replaced"),
  };
  private readonly core: () => LiveCore;
  private readonly gate: Gate;
  private readonly tokens: ChannelTokens;
  /** Sockets, open or about to be. */
  private readonly sockets = new Set<ControlChannel>();
  private readonly open = new Map<number, ControlChannel>();
  private readonly backlog = new FrameBacklog();
  private latestEpoch = 0;

  constructor(core: () => LiveCore, tokens: ChannelTokens, gate: Gate) {
    this.core = core;
    this.gate = gate;
    this.tokens = tokens;
  }

  /** The next epoch, for a channel of any kind. */
  takeEpoch(): number {
    this.latestEpoch += 1;
    return this.latestEpoch;
  }

  get count(): number {
    return this.open.size;
  }

  /** Takes a socket in that was upgraded for a node. */
  accept(socket: WebSocket, stream: Duplex, node: string): void {
    const { epochMs } = this.core().clock;
    this.sockets.add(new ControlChannel(socket, { node, stream, epochMs, listener: this }));
  }

  /** Cuts sockets off that have been silent for too long. */
  sweep(): void {
    const heardSince = performance.now() - SILENCE_MS;
    for (const channel of this.sockets) if (channel.heardMs < heardSince) this.giveUp(channel);
  }

  /** The sockets of a node. */
  *of(node: string): Iterable<ControlChannel> {
    for (const channel of this.sockets) if (channel.node === node) yield channel;
  }

  /** The service starts over: every channel has to be opened anew. */
  closeAll(): void {
    for (const channel of this.sockets) channel.close(CLOSE_GOING_AWAY, "opens again");
  }

  cutAll(): void {
    for (const channel of this.sockets) channel.cut();
  }

  /** The service's process has ended, as it were. */
  resetAll(): void {
    for (const channel of this.sockets) channel.reset();
  }

  get isGated(): boolean {
    return this.gate.isWatching;
  }

  arrives(channel: ControlChannel, frame: Buffer): void {
    this.gate.frames.arrives(channel, frame);
  }

  answersPings({ node }: ControlChannel): boolean {
    return this.gate.answersPings(node);
  }

  closesBehind(channel: ControlChannel, close: () => void): boolean {
    return this.gate.frames.closesBehind(channel, close);
  }

  opening(channel: ControlChannel, token: string): boolean {
    const { node } = channel;
    const core = this.core();
    if (!this.tokens.redeem(node, token, core.clock.nowMs()) || !core.admits(node)) return false;
    // A frame that came before must not find its channel replaced.
    this.backlog.takeAll();
    channel.epoch = this.takeEpoch();
    this.open.set(channel.epoch, channel);
    this.write({ event: "link.opened", node, epoch: channel.epoch });
    core.input({ type: "channel.opened", node, epoch: channel.epoch });
    return true;
  }

  waits(channel: ControlChannel, frame: Buffer): void {
    this.backlog.add(channel, frame);
  }

  frame({ node, epoch }: ControlChannel, message: Message): void {
    if (message.type === "agent_job_ack") this.backlog.noteAck();
    this.write({ event: "frame.received", node, epoch, ...frameFacts(message) });
    this.core().input({ type: "frame.received", node, epoch, message });
  }

  dropped({ node }: ControlChannel, reason: string): void {
    this.write({ event: "frame.dropped", node, reason });
  }

  refused({ node }: ControlChannel, reason: string): void {
    this.write({ event: "link.refused", node, reason });
  }

  closed(channel: ControlChannel): void {
    this.backlog.take(channel);
    this.sockets.delete(channel);
    this.gate.frames.ended(channel);
    this.noteClosed(channel);
  }

  private noteClosed({ node, epoch }: ControlChannel): void {
    if (!this.open.delete(epoch)) return;
    this.write({ event: "link.closed", node, epoch });
    this.core().input({ type: "channel.closed", node, epoch });
  }

  /** Nothing has come for long. An agent to which nothing gets through hears of it later. */
  private giveUp(channel: ControlChannel): void {
    const cut = (): void => channel.cut();
    if (!this.isGated || !this.gate.frames.closesBehind(channel, cut)) {
      cut();
      return;
    }
    channel.heardMs = Infinity;
    this.noteClosed(channel);
  }

  private send(node: string, epoch: number, message: Message): void {
    this.write({ event: "frame.sent", node, epoch, ...frameFacts(message) });
    const channel = this.open.get(epoch);
    if (channel?.isOpen === true && this.isGated) {
      this.gate.frames.leaves(channel, message);
      return;
    }
    if (channel?.send(message) === true) return;
    const reason = "channel closed";
    this.write({ event: "frame.dropped", node, epoch, ...frameFacts(message), reason });
  }

  private write(fact: TraceFact): void {
    this.core().write("link", fact);
  }
}
