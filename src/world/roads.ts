/**
 * The roads between the host and the service: every node's link, and what waits or travels on it.
 *
 * A parcel of a channel keeps the order of its direction; a call has a connection of its own. What is
 * under way is an event of the kernel; what a fault holds back waits in the record of its link.
 */
import type { AgentInput } from "../agent/input.ts";
import type { Direction } from "../faults/hands.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Message } from "../wire/message.ts";
import { frameFacts } from "./frame-facts.ts";
import type { Host } from "./host.ts";
import type { Link } from "./link.ts";
import { HELD_MAX } from "./link-faults.ts";
import type { ManagedNode } from "./managed-node.ts";
import { BEHIND, NO_EPOCH } from "./parcel.ts";
import type { Arrival, HeldParcel, Parcel } from "./parcel.ts";
import type { Service } from "./service.ts";

export interface RoadsParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** The kernel's owner of the controller. */
  readonly controller: number;
}

/** A frame of a node's channel, whichever way it goes. */
export interface FrameOfNode {
  readonly node: string;
  readonly epoch: number;
  readonly message: Message;
}

export class Roads {
  readonly kernel: Kernel;
  readonly trace: Trace;
  host: () => Host = noWorld;
  service: () => Service = noWorld;
  private readonly controller: number;
  /** By the index of the node. */
  private readonly links: Link[];
  private lastHeld: number;
  /** The newest epoch of ids that two machines have, or had. */
  private readonly sharedEpochs: Map<string, number>;

  constructor({ kernel, trace, controller }: RoadsParts, from?: Roads) {
    this.kernel = kernel;
    this.trace = trace;
    this.controller = controller;
    this.links = from?.links.map((link) => link.clone()) ?? [];
    this.lastHeld = from?.lastHeld ?? 0;
    this.sharedEpochs = new Map(from?.sharedEpochs);
  }

  /** Adds the link of the node that the host is given next. */
  add(link: Link): void {
    this.links.push(link);
  }

  link(node: ManagedNode): Link {
    const link = this.links[node.index];
    if (link === undefined) throw new Error(`the world has no link to node ${node.id}`);
    return link;
  }

  /** The machine that a channel is of: a node, or its twin. */
  machineOf(id: string, epoch: number): ManagedNode | undefined {
    const host = this.host();
    const twin = host.places.twinOf(id);
    const isOfTwin = twin !== undefined && this.link(twin).epoch === epoch;
    return isOfTwin ? twin : host.node(id);
  }

  /** The epoch of the next channel of a machine: no other one of its id has had it. */
  takeEpoch(node: ManagedNode): number {
    const { id } = node;
    const { epoch } = this.link(node);
    const shared = this.sharedEpochs.get(id);
    if (shared === undefined && this.host().places.twinOf(id) === undefined) return epoch + 1;
    const original = this.host().node(id);
    const first = original === undefined ? epoch : this.link(original).epoch;
    const next = Math.max(epoch, first, shared ?? 0) + 1;
    this.sharedEpochs.set(id, next);
    return next;
  }

  /** Sends something over a node's stream to the controller. */
  toController(node: ManagedNode, arrival: Arrival & { readonly epoch: number }): void {
    if (this.link(node).faults === undefined) {
      this.post(this.streamMs(node, "toController"), arrival);
    } else this.send(node, parcelOf("toController", node.boot, arrival.epoch, { arrival }));
  }

  /** Sends something over a node's stream to its agent. */
  toAgent(node: ManagedNode, input: AgentInput & { readonly epoch: number }): void {
    if (this.link(node).faults === undefined) {
      this.host().postToAgent(node, input, this.streamMs(node, "toAgent"));
    } else this.send(node, parcelOf("toAgent", node.boot, input.epoch, { input }));
  }

  /** Sends a parcel over its node's stream, behind all that was sent before it. */
  send(node: ManagedNode, parcel: Parcel, extraMs = 0): void {
    const link = this.link(node);
    if (isStalled(link, parcel)) this.hold(node, { parcel, plan: BEHIND });
    else this.deliver(node, parcel, this.streamMs(node, parcel.direction, extraMs));
  }

  /** Sends a parcel out of order: it waits for nothing, and holds nothing back. */
  overtake(node: ManagedNode, parcel: Parcel, extraMs: number): void {
    const tripMs = this.link(node).looseMs(parcel.direction, this.kernel.chooser);
    this.deliver(node, parcel, tripMs + extraMs);
  }

  /** Sends a parcel once more, so much later than all that was sent before. */
  repeat(node: ManagedNode, parcel: Parcel, laterMs: number): void {
    const link = this.link(node);
    if (isStalled(link, parcel)) this.hold(node, { parcel, plan: BEHIND });
    else {
      const waitMs = Math.max(0, link.lastMs(parcel.direction) - this.kernel.nowMs);
      this.deliver(node, parcel, waitMs + laterMs);
    }
  }

  /** Keeps a parcel back; answers its number, or undefined when there is no room. */
  hold(
    node: ManagedNode,
    { parcel, plan, failed }: { parcel: Parcel; plan: number; failed?: AgentInput },
  ): number | undefined {
    const faults = this.link(node).touch();
    if (faults.held.length >= HELD_MAX) {
      this.writeLost(node, parcel, "tooManyHeld");
      return undefined;
    }
    this.lastHeld += 1;
    faults.held = [...faults.held, { id: this.lastHeld, parcel, plan, failed }];
    return this.lastHeld;
  }

  /** Takes a call out that was held for too long; undefined when it has gone on. */
  unhold(node: ManagedNode, id: number): HeldParcel | undefined {
    const { faults } = this.link(node);
    const held = faults?.held.find((one) => one.id === id);
    if (faults === undefined || held === undefined) return undefined;
    faults.held = faults.held.filter((one) => one !== held);
    return held;
  }

  /** A plan is over: what it has held is held no more. */
  planEnded(plan: number): void {
    for (const [index, { faults }] of this.links.entries()) {
      const node = this.host().places.at(index);
      if (node === undefined || faults?.held.some((one) => one.plan === plan) !== true) continue;
      faults.held = faults.held.map((one) => (one.plan === plan ? { ...one, plan: BEHIND } : one));
      this.release(node);
    }
  }

  /** Sends on whatever nothing holds back any more, in order. */
  release(node: ManagedNode): void {
    const link = this.link(node);
    if (link.faults === undefined || link.faults.held.length === 0) return;
    const waiting = link.faults.held;
    link.faults.held = [];
    for (const one of waiting) {
      const { parcel, plan } = one;
      if (plan !== BEHIND || isStalled(link, parcel)) {
        link.faults.held = [...link.faults.held, one];
      } else if (parcel.epoch === NO_EPOCH) this.overtake(node, parcel, 0);
      else this.deliver(node, parcel, this.streamMs(node, parcel.direction));
    }
  }

  /**
   * What is held goes down with its connection: of an epoch, or of all that a direction has. That the
   * connection is down its agent finds out all the same.
   */
  lose(node: ManagedNode, directions: readonly Direction[], epoch?: number): void {
    const { faults } = this.link(node);
    if (faults === undefined || faults.held.length === 0) return;
    const isLost = ({ parcel }: HeldParcel): boolean =>
      directions.includes(parcel.direction) && (epoch ?? parcel.epoch) === parcel.epoch;
    const lost = faults.held.filter(isLost);
    faults.held = faults.held.filter((one) => !isLost(one));
    for (const { parcel, failed } of lost) {
      if (failed !== undefined) this.tell(node, parcel.boot, failed, 0);
      else if (isClose(parcel)) this.deliver(node, parcel, this.streamMs(node, "toAgent"));
      else this.writeLost(node, parcel, "channel closed");
    }
  }

  deliver(node: ManagedNode, { content, boot }: Parcel, delayMs: number): void {
    if ("arrival" in content) this.post(delayMs, content.arrival);
    else this.tell(node, boot, content.input, delayMs);
  }

  /** Something for a life of an agent, if that is not over. */
  tell(node: ManagedNode, boot: number, input: AgentInput, delayMs: number): void {
    if (node.boot === boot) this.host().postToAgent(node, input, delayMs);
  }

  post(delayMs: number, arrival: Arrival): void {
    this.kernel.post(delayMs, this.controller, 0, arrival);
  }

  streamMs(node: ManagedNode, direction: Direction, extraMs = 0): number {
    const { nowMs, chooser } = this.kernel;
    return this.link(node).delayMs(direction, nowMs, chooser, extraMs);
  }

  writeFrame(event: "frame.sent" | "frame.received", frame: FrameOfNode): void {
    const { node, epoch, message } = frame;
    if (this.trace.enabled) this.write({ event, node, epoch, ...frameFacts(message) });
  }

  writeDropped({ node, epoch, message }: FrameOfNode, reason: string): void {
    if (!this.trace.enabled) return;
    this.write({ event: "frame.dropped", node, epoch, ...frameFacts(message), reason });
  }

  write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "link", fact);
  }

  private writeLost(node: ManagedNode, { frame, epoch }: Parcel, reason: string): void {
    if (frame !== undefined) this.writeDropped({ node: node.id, epoch, message: frame }, reason);
  }
}

export function parcelOf(
  direction: Direction,
  boot: number,
  epoch: number,
  content: Parcel["content"],
  frame?: Message,
): Parcel {
  return { direction, boot, epoch, content, frame };
}

/** Whether a parcel has to wait: nothing passes, or one of its channel waits before it. */
export function isStalled(
  { faults }: Link,
  { direction, epoch }: Pick<Parcel, "direction" | "epoch">,
): boolean {
  if (faults === undefined) return false;
  if (faults.isSilent(direction)) return true;
  if (epoch === NO_EPOCH) return false;
  return faults.held.some(({ parcel }) => parcel.direction === direction && parcel.epoch === epoch);
}

function isClose({ content }: Parcel): boolean {
  return "input" in content && content.input.type === "channel.closed";
}

function noWorld(): never {
  throw new Error("the network has no ports yet");
}
