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
import { healthOf } from "./health.ts";
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
      readonly node: string;
      readonly boot: number;
      readonly epoch: number;
    }
  | { readonly type: "health.reported"; readonly node: string; readonly boot: number };

export class Network {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  /** The kernel's owner of the controller. */
  private readonly controller: number;
  private readonly links: Map<string, Link>;

  constructor(kernel: Kernel, trace: Trace, controller: number, links = new Map<string, Link>()) {
    this.kernel = kernel;
    this.trace = trace;
    this.controller = controller;
    this.links = links;
  }

  addLink(node: string, link: Link): void {
    this.links.set(node, link);
  }

  link(node: string): Link {
    const link = this.links.get(node);
    if (link === undefined) throw new Error(`the world has no node ${node}`);
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
        this.writeFrame("frame.received", arrival.node, arrival.message);
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
        if (!this.leaves(nodeId, epoch, message)) return;
        const node = host().node(nodeId);
        if (node === undefined) return;
        host().postToAgent(
          node,
          { type: "frame.received", epoch, message },
          this.toAgentMs(nodeId),
        );
      },
      closeChannel: (nodeId, epoch) => {
        const link = this.link(nodeId);
        const node = host().node(nodeId);
        if (!link.open || link.epoch !== epoch || node === undefined) return;
        this.close(nodeId, link);
        host().postToAgent(node, { type: "channel.closed", epoch }, this.toAgentMs(nodeId));
      },
    };
  }

  /** The ports of the host: the way to the controller. */
  hostPorts(service: () => Service): HostPorts {
    return {
      openChannel: (node) => this.openChannel(node),
      closeChannel: (node) => {
        const link = this.link(node.id);
        if (!link.open) return;
        this.close(node.id, link);
        const closed = { type: "channel.closed", node: node.id, epoch: link.epoch } as const;
        this.post(this.toControllerMs(node.id), closed);
      },
      sendFrame: (node, epoch, message) => {
        if (!this.leaves(node.id, epoch, message)) return;
        const frame = { type: "frame.received", node: node.id, epoch, message } as const;
        this.post(this.toControllerMs(node.id), frame);
      },
      reportHealth: (node) => {
        const report = { type: "health.reported", node: node.id, boot: node.boot } as const;
        this.post(this.toControllerMs(node.id), report);
      },
      nodeStateChanged: (node) => {
        const state = nodeStateOf(node.state);
        service().input({ type: "node.stateChanged", node: node.id, state });
      },
    };
  }

  /** Closes a link's channel at both ends at once; what is in flight is lost. */
  cut(nodeId: string, service: Service, host: Host): void {
    const link = this.link(nodeId);
    link.cut = true;
    if (!link.open) return;
    this.close(nodeId, link);
    service.input({ type: "channel.closed", node: nodeId, epoch: link.epoch });
    const node = host.node(nodeId);
    if (node === undefined) return;
    host.agentInput(node, node.boot, { type: "channel.closed", epoch: link.epoch });
  }

  clone(kernel: Kernel, trace: Trace): Network {
    const links = new Map([...this.links].map(([node, link]) => [node, link.clone()]));
    return new Network(kernel, trace, this.controller, links);
  }

  private openChannel(node: ManagedNode): void {
    const link = this.link(node.id);
    link.epoch += 1;
    let delayMs = 0;
    for (let trip = 0; trip < HANDSHAKE_TRIPS; trip += 1) delayMs += this.toControllerMs(node.id);
    this.post(delayMs, {
      type: "channel.requested",
      node: node.id,
      boot: node.boot,
      epoch: link.epoch,
    });
  }

  private admit(
    request: Extract<Arrival, { type: "channel.requested" }>,
    service: Service,
    host: Host,
  ): void {
    const link = this.link(request.node);
    const node = host.node(request.node);
    if (node?.boot !== request.boot || link.epoch !== request.epoch) return;
    const delayMs = this.toAgentMs(node.id);
    if (link.cut || !service.admits(node.id)) {
      const reason = link.cut ? "unreachable" : "AccessDeniedException";
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
    const node = host.node(report.node);
    if (node?.boot !== report.boot) return;
    const accepted =
      !this.link(node.id).cut &&
      service.health(node.id, healthOf(node.description.options, node.id));
    const input = accepted ? HEALTH_ACCEPTED : HEALTH_REFUSED;
    host.postToAgent(node, input, this.toAgentMs(node.id));
  }

  /** Whether a frame leaves at all: only into the channel that is open. */
  private leaves(node: string, epoch: number, message: Message): boolean {
    const link = this.link(node);
    this.writeFrame("frame.sent", node, message);
    if (link.open && link.epoch === epoch) return true;
    this.write({ event: "frame.dropped", node, ...frameFacts(message), reason: "channel closed" });
    return false;
  }

  private close(node: string, link: Link): void {
    link.open = false;
    this.write({ event: "link.closed", node, epoch: link.epoch });
  }

  private post(delayMs: number, arrival: Arrival): void {
    this.kernel.post(delayMs, this.controller, 0, arrival);
  }

  private toAgentMs(node: string): number {
    return this.link(node).delayMs("toAgent", this.kernel.nowMs, this.kernel.chooser);
  }

  private toControllerMs(node: string): number {
    return this.link(node).delayMs("toController", this.kernel.nowMs, this.kernel.chooser);
  }

  private writeFrame(event: "frame.sent" | "frame.received", node: string, message: Message): void {
    if (this.trace.enabled) this.write({ event, node, ...frameFacts(message) });
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "link", fact);
  }
}
