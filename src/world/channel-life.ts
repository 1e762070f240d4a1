/**
 * The life of a node's control channel in the virtual world: asked for, opened, closed by either end
 * or by a fault, and given up when no pong comes.
 */
import type { AttemptVerdict } from "../faults/fault.ts";
import type { FaultSeams } from "../faults/seams.ts";
import { ACCESS_DENIED } from "../wire/create-control-channel.ts";
import { CALL_MS } from "./call-way.ts";
import type { Link } from "./link.ts";
import type { ManagedNode } from "./managed-node.ts";
import { dueMs, ping, pong, watchPings } from "./ping-watch.ts";
import type { Arrival } from "./parcel.ts";
import { isStalled } from "./roads.ts";
import type { Roads } from "./roads.ts";

/** CreateControlChannel and the upgrade take this many trips before the controller has it. */
const HANDSHAKE_TRIPS = 3;
/** Silence after which the controller takes a channel for dead. Source: as the live server. */
const SILENCE_MS = 114_000;

export class ChannelLife {
  private readonly roads: Roads;
  private readonly seams: () => FaultSeams;

  constructor(roads: Roads, seams: () => FaultSeams) {
    this.roads = roads;
    this.seams = seams;
  }

  /** An agent asks for a channel. */
  request(node: ManagedNode): void {
    const verdict = this.seams().attempt({ node: node.id });
    const isHeard = this.roads.link(node).faults?.isSilent("toController") !== true;
    if (verdict.type === "refuse") this.refuse(node, refusalOf(verdict));
    else if (verdict.type === "hang") this.timeOut(node, verdict.ms);
    else if (!isHeard || lateMs(verdict) >= CALL_MS) this.timeOut(node, CALL_MS);
    else {
      let delayMs = lateMs(verdict);
      for (let trip = 0; trip < HANDSHAKE_TRIPS; trip += 1) {
        delayMs += this.roads.streamMs(node, "toController");
      }
      const { index, boot } = node;
      this.roads.post(delayMs, { type: "channel.requested", index, boot });
    }
  }

  /** The request has arrived; nothing comes of it when its agent is gone by now. */
  admit({ index, boot }: Extract<Arrival, { type: "channel.requested" }>): void {
    const node = this.roads.host().places.at(index);
    if (node?.boot !== boot || node.agent === undefined) return;
    const service = this.roads.service();
    const link = this.roads.link(node);
    if (link.faults?.isSilent("toAgent") === true) {
      this.timeOut(node, CALL_MS);
      return;
    }
    const delayMs = this.roads.streamMs(node, "toAgent");
    const isReachable = service.isAlive && !link.isCut;
    if (!isReachable || !service.admitsChannel(node.id)) {
      const reason = isReachable ? ACCESS_DENIED : "unreachable";
      this.roads.host().postToAgent(node, { type: "channel.refused", reason }, delayMs);
      return;
    }
    link.epoch = this.roads.takeEpoch(node);
    link.open = true;
    link.openedMs = this.roads.kernel.nowMs + delayMs;
    this.roads.write({ event: "link.opened", node: node.id, epoch: link.epoch });
    const opened = { type: "channel.opened", epoch: link.epoch } as const;
    this.roads.host().postToAgent(node, opened, delayMs);
    this.watch(node);
    service.input({ type: "channel.opened", node: node.id, epoch: link.epoch });
  }

  /** The agent gives its channel up, or is gone with all its sockets. */
  closedByAgent(node: ManagedNode): void {
    const link = this.roads.link(node);
    if (!link.open) return;
    const { epoch, faults } = link;
    link.open = false;
    this.roads.lose(node, ["toAgent"], epoch);
    const closed = { type: "channel.closed", node: node.id, epoch } as const;
    if (faults !== undefined && isStalled(link, { direction: "toController", epoch })) {
      faults.unclosed = epoch;
      this.roads.post(this.leftMs(link), closed);
    } else this.writeClosed(node, epoch);
    this.roads.toController(node, closed);
  }

  /** The controller hears, or has found out, that a channel is closed. */
  closeArrived({ node: id, epoch }: Extract<Arrival, { type: "channel.closed" }>): void {
    const node = this.roads.host().node(id);
    if (node !== undefined && this.roads.link(node).faults?.unclosed === epoch) this.bury(node);
  }

  /** The controller's end is gone; the agent hears of it when that has travelled to it. */
  closedByController(node: ManagedNode, code?: number): void {
    const link = this.roads.link(node);
    this.bury(node);
    if (!link.open) return;
    link.open = false;
    this.writeClosed(node, link.epoch, code);
    this.roads.lose(node, ["toController"], link.epoch);
    this.roads.toAgent(node, { type: "channel.closed", epoch: link.epoch });
  }

  /** Both ends are gone at once, with all that is in flight. */
  reset(node: ManagedNode): void {
    const link = this.roads.link(node);
    this.roads.lose(node, ["toAgent", "toController"]);
    const buried = this.bury(node);
    if (buried !== undefined) this.tellService(node, buried);
    if (!link.open) return;
    const { epoch } = link;
    link.open = false;
    this.writeClosed(node, epoch);
    this.tellService(node, epoch);
    const closed = { type: "channel.closed", epoch } as const;
    const host = this.roads.host();
    // An agent that has not heard of its channel yet hears of its end behind that.
    if (node.agent?.epoch === epoch) host.agentInput(node, node.boot, closed);
    else host.postToAgent(node, closed, this.roads.streamMs(node, "toAgent"));
  }

  /** Keeps watch over the pings of an open channel, if a fault may keep them from being answered. */
  watch(node: ManagedNode): void {
    const link = this.roads.link(node);
    const { faults, epoch, open } = link;
    if (faults?.losesPongs !== true || !open || faults.watch?.epoch === epoch) return;
    faults.watch = watchPings(epoch, link.openedMs, this.roads.kernel.nowMs);
    this.postWatch(node, link);
  }

  /** The agent hangs, and sends no pings: the controller will take its channel for dead. */
  fallSilent(node: ManagedNode): void {
    const { open, epoch } = this.roads.link(node);
    if (open) this.roads.post(SILENCE_MS, { type: "silence.due", index: node.index, epoch });
  }

  /** The controller's patience with a silent channel is over. */
  endSilent({ index, epoch }: Extract<Arrival, { type: "silence.due" }>): void {
    const host = this.roads.host();
    const node = host.places.at(index);
    if (node === undefined || host.faults.hangsMs(node) < SILENCE_MS) return;
    const link = this.roads.link(node);
    if (!link.open || link.epoch !== epoch) return;
    this.roads.write({ event: "link.refused", node: node.id, epoch, reason: "noPing" });
    this.closedByController(node);
    this.roads.service().input({ type: "channel.closed", node: node.id, epoch });
  }

  /** A direction is silent no more: pings that were under way arrive, and are answered. */
  unsilenced(node: ManagedNode): void {
    const { faults } = this.roads.link(node);
    if (faults?.watch?.isPingUnderWay === true && !faults.losesPongs) {
      faults.watch = pong(faults.watch, this.roads.kernel.nowMs);
    }
    this.roads.release(node);
  }

  /** A ping of a watched channel is due, or its pong. */
  keepAlive({ index, epoch }: Extract<Arrival, { type: "keepAlive.due" }>): void {
    const node = this.roads.host().places.at(index);
    if (node === undefined) return;
    const link = this.roads.link(node);
    const { faults } = link;
    if (faults?.watch?.epoch !== epoch) return;
    const { nowMs } = this.roads.kernel;
    const isOver = !link.open || link.epoch !== epoch;
    const isDead = nowMs >= faults.watch.deadlineMs;
    if (!isOver && !isDead && nowMs >= faults.watch.nextPingMs) {
      const { losesPongs, pingsLost } = faults;
      faults.watch = ping(faults.watch, nowMs, { isAnswered: !losesPongs, isLost: pingsLost > 0 });
      // Pings are answered again, and that they are needs no events.
      if (!losesPongs) faults.watch = undefined;
    }
    if (!isOver && isDead) this.giveUp(node, link);
    if (isOver || isDead) faults.watch = undefined;
    else this.postWatch(node, link);
  }

  private giveUp(node: ManagedNode, link: Link): void {
    const { epoch } = link;
    this.roads.write({ event: "link.refused", node: node.id, epoch, reason: "noPong" });
    this.closedByAgent(node);
    this.roads.host().agentInput(node, node.boot, { type: "channel.closed", epoch });
  }

  /** How long the controller still waits for a sign of life on a channel: it hears pings as well. */
  private leftMs(link: Link): number {
    const { nowMs } = this.roads.kernel;
    const { answeredMs } = link.faults?.watch ?? watchPings(link.epoch, link.openedMs, nowMs);
    const heardMs = Math.max(answeredMs, Math.min(nowMs, link.lastMs("toController")));
    return Math.max(0, heardMs + SILENCE_MS - nowMs);
  }

  private postWatch({ index }: ManagedNode, { faults, epoch }: Link): void {
    if (faults?.watch === undefined) return;
    const delayMs = dueMs(faults.watch) - this.roads.kernel.nowMs;
    this.roads.post(delayMs, { type: "keepAlive.due", index, epoch });
  }

  /** The controller's end of a channel closes that its agent has closed before; answers its epoch. */
  private bury(node: ManagedNode): number | undefined {
    const { faults } = this.roads.link(node);
    const epoch = faults?.unclosed;
    if (faults === undefined || epoch === undefined) return undefined;
    faults.unclosed = undefined;
    this.roads.lose(node, ["toController"], epoch);
    this.writeClosed(node, epoch);
    return epoch;
  }

  private tellService(node: ManagedNode, epoch: number): void {
    this.roads.service().input({ type: "channel.closed", node: node.id, epoch });
  }

  private writeClosed(node: ManagedNode, epoch: number, code?: number): void {
    const by = code === undefined ? {} : { code };
    this.roads.write({ event: "link.closed", node: node.id, epoch, ...by });
  }

  private refuse(node: ManagedNode, reason: string): void {
    const delayMs =
      this.roads.streamMs(node, "toController") + this.roads.streamMs(node, "toAgent");
    this.roads.host().postToAgent(node, { type: "channel.refused", reason }, delayMs);
  }

  private timeOut(node: ManagedNode, afterMs: number): void {
    const reason = "CreateControlChannel: timeout";
    this.roads.host().postToAgent(node, { type: "channel.refused", reason }, afterMs);
  }
}

function lateMs(verdict: AttemptVerdict): number {
  return verdict.type === "delay" ? verdict.ms : 0;
}

function refusalOf({ status, isDenied }: Extract<AttemptVerdict, { type: "refuse" }>): string {
  if (isDenied === true) return ACCESS_DENIED;
  const why = status === undefined ? "ECONNREFUSED" : `status ${status}`;
  return `CreateControlChannel: ${why}`;
}
