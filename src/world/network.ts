/**
 * The virtual network: carries what the host and the service say to each other, with latency.
 *
 * It is the ports of both. Each node has one link; control channel and API calls of a node share
 * its streams. What is under way is a kernel event with an immutable payload, so that a world can
 * be cloned while messages fly. A message of an older channel is dropped at its destination.
 */
import type { ControllerInput } from "../controller/input.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Trace } from "../kernel/trace.ts";
import { ACCESS_DENIED } from "../wire/create-control-channel.ts";
import type { Message } from "../wire/message.ts";
import { frameFacts } from "./frame-facts.ts";
import type { Host } from "./host.ts";
import type { HostPorts } from "./host-ports.ts";
import type { Link } from "./link.ts";
import { nodeStateOf } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";
import { carryPolls } from "./poll-carrier.ts";
import type { PollWays } from "./poll-carrier.ts";
import type { Service, ServicePorts } from "./service.ts";
import { VirtualPolls } from "./virtual-polls.ts";
import type { MessageArrival } from "./virtual-polls.ts";

/** CreateControlChannel and the upgrade take this many trips before the controller has it. */
const HANDSHAKE_TRIPS = 3;

const HEALTH_ACCEPTED = { type: "call.answered", call: "health", accepted: true } as const;
const HEALTH_REFUSED = { type: "call.answered", call: "health", accepted: false } as const;

/** What travels to the controller. */
export type Arrival =
  | ControllerInput
  | MessageArrival
  | {
      readonly type: "channel.requested";
      /** The node's place on the host. */
      readonly index: number;
      readonly boot: number;
    }
  | { readonly type: "health.reported"; readonly index: number; readonly boot: number };

export interface NetworkParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** The kernel's owner of the controller. */
  readonly controller: number;
  readonly pollPrng: Prng;
}

export class Network {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  /** The kernel's owner of the controller. */
  private readonly controller: number;
  /** By the index of the node. */
  private readonly links: Link[];
  private readonly pollPrng: Prng;
  private readonly polls: VirtualPolls;
  private host: () => Host = noWorld;
  private service: () => Service = noWorld;

  constructor(parts: NetworkParts, from?: Network) {
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.controller = parts.controller;
    this.pollPrng = parts.pollPrng;
    this.links = from?.links.map((link) => link.clone()) ?? [];
    this.polls = new VirtualPolls(carryPolls(this.pollWays()), from?.polls);
  }

  /** Adds the link of the node that the host is given next: it starts to talk at once. */
  addLink(link: Link): void {
    this.links.push(link);
  }

  link(node: ManagedNode): Link {
    const link = this.links[node.index];
    if (link === undefined) throw new Error(`the world has no link to node ${node.id}`);
    return link;
  }

  /** Something has reached the controller's end. */
  arrive(arrival: Arrival, service: Service, host: Host): void {
    switch (arrival.type) {
      case "channel.requested":
        this.admit(arrival, service, host);
        return;
      case "health.reported":
        this.health(arrival, service, host);
        return;
      case "message.called":
        this.called(arrival, service, host);
        return;
      case "message.due":
        this.polls.due(arrival);
        return;
      case "frame.received":
        if (service.isAlive) this.writeFrame("frame.received", arrival.node, arrival.message);
        else this.writeDropped(arrival.node, arrival.message, "controller down");
        service.input(arrival);
        return;
      default:
        service.input(arrival);
    }
  }

  /** The ports of the service: the way to the agents. */
  servicePorts(host: () => Host): ServicePorts {
    this.host = host;
    return {
      sendFrame: (nodeId, epoch, message) => {
        if (this.polls.send(nodeId, epoch, message)) return;
        const node = host().node(nodeId);
        if (node === undefined || !this.leaves(node, epoch, message)) return;
        const input = { type: "frame.received", epoch, message } as const;
        host().postToAgent(node, input, this.toAgentMs(node));
      },
      closeChannel: (nodeId, epoch) => {
        this.polls.replaced(nodeId, epoch);
        const node = host().node(nodeId);
        if (node === undefined) return;
        const link = this.link(node);
        if (!link.open || link.epoch !== epoch) return;
        this.reset(node, host());
      },
    };
  }

  /** The ports of the host: the way to the controller. */
  hostPorts(service: () => Service): HostPorts {
    this.service = service;
    return {
      messages: this.polls.port,
      openChannel: (node) => this.openChannel(node),
      closeChannel: (node) => {
        const link = this.link(node);
        if (!link.open) return;
        this.close(node, link);
        const closed = { type: "channel.closed", node: node.id, epoch: link.epoch } as const;
        this.post(this.toControllerMs(node), closed);
      },
      sendFrame: (node, epoch, message) => {
        if (!this.leaves(node, epoch, message)) return;
        const frame = { type: "frame.received", node: node.id, epoch, message } as const;
        this.post(this.toControllerMs(node), frame);
      },
      reportHealth: (node) => {
        const report = { type: "health.reported", index: node.index, boot: node.boot } as const;
        this.post(this.toControllerMs(node), report);
      },
      nodeStateChanged: (node) => {
        const state = nodeStateOf(node.state);
        service().input({ type: "node.stateChanged", node: node.id, state });
      },
    };
  }

  /** Closes a link's channel at both ends at once; what is in flight is lost. */
  cut(node: ManagedNode, service: Service, host: Host): void {
    const link = this.link(node);
    link.cut = true;
    if (this.polls.cut(node.id)) host.agentInput(node, node.boot, { type: "poll.failed" });
    if (!link.open) return;
    this.close(node, link);
    service.input({ type: "channel.closed", node: node.id, epoch: link.epoch });
    const closed = { type: "channel.closed", epoch: link.epoch } as const;
    // An agent that has not heard of its channel yet hears of its end behind that.
    if (node.agent?.epoch === link.epoch) host.agentInput(node, node.boot, closed);
    else host.postToAgent(node, closed, this.toAgentMs(node));
  }

  /** The controller's end of a channel is gone with its process; the agent hears of it later. */
  reset(node: ManagedNode, host: Host): void {
    const link = this.link(node);
    if (!link.open) return;
    this.close(node, link);
    const closed = { type: "channel.closed", epoch: link.epoch } as const;
    host.postToAgent(node, closed, this.toAgentMs(node));
  }

  /** The same of all connections under polls. */
  resetPolls(): void {
    this.polls.reset();
  }

  clone(kernel: Kernel, trace: Trace): Network {
    const { controller, pollPrng } = this;
    return new Network({ kernel, trace, controller, pollPrng: pollPrng.clone() }, this);
  }

  private openChannel(node: ManagedNode): void {
    let delayMs = 0;
    for (let trip = 0; trip < HANDSHAKE_TRIPS; trip += 1) delayMs += this.toControllerMs(node);
    const { index, boot } = node;
    this.post(delayMs, { type: "channel.requested", index, boot });
  }

  private admit(
    request: Extract<Arrival, { type: "channel.requested" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.nodeAt(request.index);
    if (node?.boot !== request.boot) return;
    const link = this.link(node);
    const delayMs = this.toAgentMs(node);
    const isReachable = service.isAlive && !link.cut;
    if (!isReachable || !service.admitsChannel(node.id)) {
      const reason = isReachable ? ACCESS_DENIED : "unreachable";
      host.postToAgent(node, { type: "channel.refused", reason }, delayMs);
      return;
    }
    link.epoch += 1;
    link.open = true;
    this.write({ event: "link.opened", node: node.id, epoch: link.epoch });
    host.postToAgent(node, { type: "channel.opened", epoch: link.epoch }, delayMs);
    service.input({ type: "channel.opened", node: node.id, epoch: link.epoch });
  }

  private health(
    report: Extract<Arrival, { type: "health.reported" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.nodeAt(report.index);
    if (node?.boot !== report.boot) return;
    const accepted = !this.link(node).cut && service.health(node.id, node.health);
    const input = accepted ? HEALTH_ACCEPTED : HEALTH_REFUSED;
    host.postToAgent(node, input, this.toAgentMs(node));
  }

  private called(
    { index, boot, call }: Extract<Arrival, { type: "message.called" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.nodeAt(index);
    if (node?.boot !== boot || node.agent === undefined) return;
    if (this.link(node).cut || !service.admits(node.id)) this.polls.refuse(node.id, call);
    else this.polls.take(node.id, call);
  }

  private pollWays(): PollWays {
    return {
      kernel: this.kernel,
      prng: this.pollPrng,
      host: () => this.host(),
      service: () => this.service(),
      link: (node) => this.link(node),
      post: (delayMs, arrival) => this.post(delayMs, arrival),
      write: (fact) => this.write(fact),
    };
  }

  /** Whether a frame leaves at all: only into the channel that is open. */
  private leaves(node: ManagedNode, epoch: number, message: Message): boolean {
    const link = this.link(node);
    this.writeFrame("frame.sent", node.id, message);
    if (link.open && link.epoch === epoch) return true;
    this.writeDropped(node.id, message, "channel closed");
    return false;
  }

  private close(node: ManagedNode, link: Link): void {
    link.open = false;
    this.write({ event: "link.closed", node: node.id, epoch: link.epoch });
  }

  private post(delayMs: number, arrival: Arrival): void {
    this.kernel.post(delayMs, this.controller, 0, arrival);
  }

  private toAgentMs(node: ManagedNode): number {
    return this.link(node).delayMs("toAgent", this.kernel.nowMs, this.kernel.chooser);
  }

  private toControllerMs(node: ManagedNode): number {
    return this.link(node).delayMs("toController", this.kernel.nowMs, this.kernel.chooser);
  }

  private writeFrame(event: "frame.sent" | "frame.received", node: string, message: Message): void {
    if (this.trace.enabled) this.write({ event, node, ...frameFacts(message) });
  }

  private writeDropped(node: string, message: Message, reason: string): void {
    if (!this.trace.enabled) return;
    this.write({ event: "frame.dropped", node, ...frameFacts(message), reason });
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "link", fact);
  }
}

function noWorld(): never {
  throw new Error("the network has no ports yet");
}
