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

  /** The request has arrived. */
  admit({ index, boot }: Extract<Arrival, { type: "channel.requested" }>): void {
    const node = this.roads.host().nodeAt(index);
    if (node?.boot !== boot) return;
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
    link.epoch += 1;
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
    this.close(node, link);
    this.roads.lose(node, ["toAgent"]);
    const { epoch } = link;
    this.roads.toController(node, { type: "channel.closed", node: node.id, epoch });
  }

  /** The controller's end is gone; the agent hears of it when that has travelled to it. */
  closedByController(node: ManagedNode, code?: number): void {
    const link = this.roads.link(node);
    if (!link.open) return;
    this.close(node, link, code);
    this.roads.lose(node, ["toController"]);
    this.roads.toAgent(node, { type: "channel.closed", epoch: link.epoch });
  }

  /** Both ends are gone at once, with all that is in flight. */
  reset(node: ManagedNode): void {
    const link = this.roads.link(node);
    this.roads.lose(node, ["toAgent", "toController"]);
    if (!link.open) return;
    this.close(node, link);
    const { epoch } = link;
    this.roads.service().input({ type: "channel.closed", node: node.id, epoch });
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
    const node = this.roads.host().nodeAt(index);
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
    if (isOver || isDead) faults.watch = undefined;
    if (faults.watch !== undefined) this.postWatch(node, link);
    if (!isOver && isDead) this.giveUp(node, link);
  }

  private giveUp(node: ManagedNode, link: Link): void {
    const { epoch, faults } = link;
    this.roads.write({ event: "link.refused", node: node.id, epoch, reason: "noPong" });
    this.closedByAgent(node);
    if (faults?.isSilent("toController") === true) {
      const heardMs = Math.min(this.roads.kernel.nowMs, link.lastMs("toController"));
      const leftMs = Math.max(0, heardMs + SILENCE_MS - this.roads.kernel.nowMs);
      this.roads.post(leftMs, { type: "channel.closed", node: node.id, epoch });
    }
    this.roads.host().agentInput(node, node.boot, { type: "channel.closed", epoch });
  }

  private postWatch({ index }: ManagedNode, { faults, epoch }: Link): void {
    if (faults?.watch === undefined) return;
    const delayMs = dueMs(faults.watch) - this.roads.kernel.nowMs;
    this.roads.post(delayMs, { type: "keepAlive.due", index, epoch });
  }

  private close(node: ManagedNode, link: Link, code?: number): void {
    link.open = false;
    const by = code === undefined ? {} : { code };
    this.roads.write({ event: "link.closed", node: node.id, epoch: link.epoch, ...by });
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
