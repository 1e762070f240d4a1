/**
 * The virtual network: carries what the host and the service say to each other, with latency.
 *
 * It is the ports of both. Each node has one link; control channel and health reports of a node share
 * its streams. What is under way is a kernel event with an immutable payload, so that a world can
 * be cloned while messages fly. A message of an older channel is dropped at its destination.
 */
import type { FaultSeams } from "../faults/seams.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Trace } from "../kernel/trace.ts";
import { CALL_MS, CallWay } from "./call-way.ts";
import type { CallLeg } from "./call-way.ts";
import { ChannelLife } from "./channel-life.ts";
import { FrameWay } from "./frame-way.ts";
import type { Host } from "./host.ts";
import type { HostPorts } from "./host-ports.ts";
import type { Link } from "./link.ts";
import { nodeStateOf } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";
import { NO_EPOCH } from "./parcel.ts";
import type { Arrival } from "./parcel.ts";
import { carryPolls } from "./poll-carrier.ts";
import { parcelOf, Roads } from "./roads.ts";
import type { RoadsParts } from "./roads.ts";
import type { Service, ServicePorts } from "./service.ts";
import { withoutTwins } from "./twin-polls.ts";
import { VirtualPolls } from "./virtual-polls.ts";

const HEALTH_ACCEPTED = { type: "call.answered", call: "health", accepted: true } as const;
const HEALTH_REFUSED = { type: "call.answered", call: "health", accepted: false } as const;
const HEALTH_CALL = "UpdateInstanceInformation";

export interface NetworkParts extends RoadsParts {
  readonly pollPrng: Prng;
  /** Where faults are asked. */
  readonly seams: () => FaultSeams;
}

export class Network {
  readonly roads: Roads;
  readonly channels: ChannelLife;
  private readonly controller: number;
  private readonly pollPrng: Prng;
  private readonly frames: FrameWay;
  private readonly calls: CallWay;
  private readonly polls: VirtualPolls;

  constructor(parts: NetworkParts, from?: Network) {
    const { seams, pollPrng } = parts;
    this.controller = parts.controller;
    this.pollPrng = pollPrng;
    this.roads = new Roads(parts, from?.roads);
    this.channels = new ChannelLife(this.roads, seams);
    this.frames = new FrameWay(this.roads, seams);
    this.calls = new CallWay(this.roads, seams);
    const ways = { roads: this.roads, calls: this.calls, prng: pollPrng };
    this.polls = new VirtualPolls(carryPolls(ways), from?.polls);
  }

  /** Adds the link of the node that the host is given next: it starts to talk at once. */
  addLink(link: Link): void {
    this.roads.add(link);
  }

  link(node: ManagedNode): Link {
    return this.roads.link(node);
  }

  /** Something has reached the controller's end. */
  arrive(arrival: Arrival, service: Service, host: Host): void {
    switch (arrival.type) {
      case "channel.requested":
        this.channels.admit(arrival);
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
        if (service.isAlive) {
          this.roads.writeFrame("frame.received", arrival);
        } else this.roads.writeDropped(arrival, "controller down");
        service.input(arrival);
        return;
      case "frame.refused":
        this.refused(arrival, host);
        return;
      case "call.expired": {
        const node = host.places.at(arrival.index);
        if (node !== undefined) this.calls.expired(node, arrival.held);
        return;
      }
      case "silence.due":
        this.channels.endSilent(arrival);
        return;
      case "keepAlive.due":
        this.channels.keepAlive(arrival);
        return;
      case "channel.closed":
        this.channels.closeArrived(arrival);
        service.input(arrival);
        return;
      default:
        service.input(arrival);
    }
  }

  /** The ports of the service: the way to the agents. */
  servicePorts(host: () => Host): ServicePorts {
    this.roads.host = host;
    return {
      sendFrame: (nodeId, epoch, message) => {
        if (this.polls.send(nodeId, epoch, message)) return;
        const node = this.roads.machineOf(nodeId, epoch);
        if (node !== undefined) this.frames.send({ node, direction: "toAgent", epoch, message });
      },
      closeChannel: (nodeId, epoch) => {
        this.polls.replaced(nodeId, epoch);
        const node = this.roads.machineOf(nodeId, epoch);
        if (node === undefined) return;
        if (this.link(node).epoch === epoch) this.channels.closedByController(node);
        else this.channels.closeArrived({ type: "channel.closed", node: nodeId, epoch });
      },
    };
  }

  /** The ports of the host: the way to the controller. */
  hostPorts(service: () => Service): HostPorts {
    this.roads.service = service;
    return {
      messages: withoutTwins(this.polls.port, () => this.roads.host()),
      openChannel: (node) => this.channels.request(node),
      closeChannel: (node) => this.channels.closedByAgent(node),
      sendFrame: (node, epoch, message) =>
        this.frames.send({ node, direction: "toController", epoch, message }),
      reportHealth: (node, { full }) => this.reportHealth(node, full),
      nodeStateChanged: (node) => {
        const state = nodeStateOf(node.state);
        service().input({ type: "node.stateChanged", node: node.id, state });
      },
    };
  }

  /** Everything of a node that is open or under way between its ends is lost. */
  breakOff(node: ManagedNode): void {
    const { host } = this.roads;
    if (this.polls.cut(node.id)) host().agentInput(node, node.boot, { type: "poll.failed" });
    this.channels.reset(node);
  }

  /** The controller's end of a channel is gone with its process; the agent hears of it later. */
  reset(node: ManagedNode): void {
    this.channels.closedByController(node);
  }

  /** The same of all connections under polls. */
  resetPolls(): void {
    this.polls.reset();
  }

  clone(parts: { kernel: Kernel; trace: Trace; seams: () => FaultSeams }): Network {
    const { controller, pollPrng } = this;
    return new Network({ ...parts, controller, pollPrng: pollPrng.clone() }, this);
  }

  private reportHealth(node: ManagedNode, full: boolean): void {
    const { index, boot } = node;
    const arrival = { type: "health.reported", index, boot, full } as const;
    // It is most of what an idle fleet does: what only faults want to know is not made then.
    if (this.calls.isClear(node)) {
      this.roads.post(this.roads.streamMs(node, "toController"), arrival);
      return;
    }
    this.calls.send({
      ...this.healthLeg(node),
      parcel: parcelOf("toController", boot, NO_EPOCH, { arrival }),
      spoilt: () =>
        parcelOf("toController", boot, NO_EPOCH, { arrival: { ...arrival, isSpoilt: true } }),
      tripMs: () => this.roads.streamMs(node, "toController"),
    });
  }

  private health(
    report: Extract<Arrival, { type: "health.reported" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.places.at(report.index);
    if (node?.boot !== report.boot) return;
    const isReadable = report.isSpoilt !== true && !this.link(node).isCut;
    const accepted = isReadable && service.health(node.id, node.health);
    const { boot } = node;
    const input = accepted ? HEALTH_ACCEPTED : HEALTH_REFUSED;
    if (this.calls.isClear(node)) {
      // Drawn in any case: a fault on one node is to shift nothing on others.
      const tripMs = this.roads.streamMs(node, "toAgent");
      // An answer that nobody waits for is not carried: its agent would do nothing.
      if (!report.full) this.roads.tell(node, boot, input, tripMs);
      return;
    }
    this.calls.send({
      ...this.healthLeg(node),
      parcel: parcelOf("toAgent", boot, NO_EPOCH, { input }),
      spoilt: () => parcelOf("toAgent", boot, NO_EPOCH, { input: HEALTH_REFUSED }),
      tripMs: () => this.roads.streamMs(node, "toAgent"),
    });
  }

  /** What a health report and its answer have in common. */
  private healthLeg(node: ManagedNode): Omit<CallLeg, "parcel" | "spoilt" | "tripMs"> {
    return {
      node,
      operation: HEALTH_CALL,
      command: undefined,
      failed: HEALTH_REFUSED,
      timeoutMs: CALL_MS,
      body: () => JSON.stringify(node.health),
    };
  }

  private called(
    { index, boot, call, isSpoilt }: Extract<Arrival, { type: "message.called" }>,
    service: Service,
    host: Host,
  ): void {
    const node = host.places.at(index);
    if (node?.boot !== boot || node.agent === undefined) return;
    const isTaken = isSpoilt !== true && !this.link(node).isCut && service.admits(node.id);
    if (isTaken) this.polls.take(node.id, call);
    else this.polls.refuse(node.id, call);
  }

  /** Bytes have come that no message can be made of: the channel they came by stays open. */
  private refused(
    { index, epoch, reason }: Extract<Arrival, { type: "frame.refused" }>,
    host: Host,
  ): void {
    const node = host.places.at(index);
    if (node === undefined) return;
    const link = this.link(node);
    if (!link.open || link.epoch !== epoch) return;
    this.roads.write({ event: "frame.dropped", node: node.id, reason });
  }
}
