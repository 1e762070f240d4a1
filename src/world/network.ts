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
import type { Trace } from "../kernel/trace.ts";
import type { Message } from "../wire/message.ts";
import { frameFacts } from "./frame-facts.ts";
import type { Host } from "./host.ts";
import type { HostPorts } from "./host-ports.ts";
import type { Link } from "./link.ts";
import { nodeStateOf } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Service, ServicePorts } from "./service.ts";

/** CreateControlChannel and the upgrade take this many trips before the controller has it. */
const HANDSHAKE_TRIPS = 3;

const HEALTH_ACCEPTED = { type: "call.answered", call: "health", accepted: true } as const;
const HEALTH_REFUSED = { type: "call.answered", call: "health", accepted: false } as const;

/** What travels to the controller. */
export type Arrival =
  | ControllerInput
  | {
      readonly type: "channel.requested";
      /** The node's place on the host. */
      readonly index: number;
      readonly boot: number;
      readonly epoch: number;
    }
  | { readonly type: "health.reported"; readonly index: number; readonly boot: number };

export class Network {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  /** The kernel's owner of the controller. */
  private readonly controller: number;
  /** By the index of the node. */
  private readonly links: Link[];

  constructor(kernel: Kernel, trace: Trace, controller: number, links: Link[] = []) {
    this.kernel = kernel;
    this.trace = trace;
    this.controller = controller;
    this.links = links;
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
    return {
      sendFrame: (nodeId, epoch, message) => {
        const node = host().node(nodeId);
        if (node === undefined || !this.leaves(node, epoch, message)) return;
        const input = { type: "frame.received", epoch, message } as const;
        host().postToAgent(node, input, this.toAgentMs(node));
      },
      closeChannel: (nodeId, epoch) => {
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
    return {
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
    if (!link.open) return;
    this.close(node, link);
    service.input({ type: "channel.closed", node: node.id, epoch: link.epoch });
    host.agentInput(node, node.boot, { type: "channel.closed", epoch: link.epoch });
  }

  /** The controller's end of a channel is gone with its process; the agent hears of it later. */
  reset(node: ManagedNode, host: Host): void {
    const link = this.link(node);
    if (!link.open) return;
    this.close(node, link);
    const closed = { type: "channel.closed", epoch: link.epoch } as const;
    host.postToAgent(node, closed, this.toAgentMs(node));
  }

  clone(kernel: Kernel, trace: Trace): Network {
    const links = this.links.map((link) => link.clone());
    return new Network(kernel, trace, this.controller, links);
  }

  private openChannel(node: ManagedNode): void {
    const link = this.link(node);
    link.epoch += 1;
    let delayMs = 0;
    for (let trip = 0; trip < HANDSHAKE_TRIPS; trip += 1) delayMs += this.toControllerMs(node);
    const { index, boot } = node;
    this.post(delayMs, { type: "channel.requested", index, boot, epoch: link.epoch });
  }

  private admit(
    request: Extract<Arrival, { type: "channel.requested" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.nodeAt(request.index);
    if (node?.boot !== request.boot) return;
    const link = this.link(node);
    if (link.epoch !== request.epoch) return;
    const delayMs = this.toAgentMs(node);
    const isReachable = service.isAlive && !link.cut;
    if (!isReachable || !service.admits(node.id)) {
      const reason = isReachable ? "AccessDeniedException" : "unreachable";
      host.postToAgent(node, { type: "channel.refused", reason }, delayMs);
      return;
    }
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
