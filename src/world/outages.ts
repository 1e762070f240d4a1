/**
 * What is done to the life of nodes from outside, and how it is taken back: they are stopped and
 * started again, get notice as spot instances do, and take longer to start.
 *
 * A node to whom nothing was done stands in no list. One that somebody else has started meanwhile is
 * left alone, and nothing brings a terminated one back.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { NodeState } from "../ssm/node-state.ts";
import { nodeStateOf } from "./life.ts";
import type { NodeOrder } from "./life.ts";
import type { ManagedNode } from "./managed-node.ts";
import { NO_OUTAGE } from "./outage.ts";
import type { Outage } from "./outage.ts";

/** The subject of a life's timers for notices; the machine's own is 0. */
export const NOTICE = 1;
const NOTICE_TIMER = { subject: NOTICE, timer: 0 } as const;

export interface OutagesParts {
  readonly kernel: Kernel;
  /** The kernel's owner of a node's life. */
  readonly ownerOf: (node: ManagedNode) => number;
  /** False when the node's state does not take the order. */
  readonly order: (node: ManagedNode, order: NodeOrder) => boolean;
  readonly write: (fact: TraceFact) => void;
}

export class Outages {
  private readonly parts: OutagesParts;
  /** By the index of the node. */
  private readonly byIndex = new Map<number, Outage>();

  constructor(parts: OutagesParts) {
    this.parts = parts;
  }

  /** Takes over what another host knows of the same nodes. */
  adopt(other: Outages): void {
    for (const [index, outage] of other.byIndex) this.byIndex.set(index, outage);
  }

  of({ index }: ManagedNode): Outage {
    return this.byIndex.get(index) ?? NO_OUTAGE;
  }

  /** The node is gone. */
  forget({ index }: ManagedNode): void {
    this.byIndex.delete(index);
  }

  order(node: ManagedNode, order: "stop" | "reboot" | "terminate"): void {
    const isTaken = this.parts.order(node, order);
    const { stops, startsAgain } = this.of(node);
    const isDown = isTaken || stops > 0 || startsAgain;
    if (isDown && order === "stop") this.change(node, { stops: stops + 1, startsAgain: false });
  }

  /** Starts a node that `order` has stopped as often; one that stops, as soon as it is Stopped. */
  startAgain(node: ManagedNode): void {
    const { stops } = this.of(node);
    if (stops === 0) return;
    this.change(node, { stops: stops - 1 });
    if (stops > 1) return;
    if (nodeStateOf(node.state) === "Stopping") this.change(node, { startsAgain: true });
    else this.parts.order(node, "start");
  }

  /** It is stopped or terminated after so long, and is told so now. */
  interrupt(node: ManagedNode, action: "stop" | "terminate", noticeMs: number): void {
    this.change(node, { notice: action });
    this.parts.write({ event: "node.noticed", node: node.id, action, inMs: noticeMs });
    const start = {
      type: "startTimer",
      minMs: noticeMs,
      maxMs: noticeMs,
      ...NOTICE_TIMER,
    } as const;
    this.parts.kernel.startTimer(this.parts.ownerOf(node), start, node.prng);
  }

  /** The time of its notice is up. */
  noticeIsUp(node: ManagedNode): void {
    const { notice } = this.of(node);
    this.change(node, { notice: undefined });
    if (notice !== undefined) this.order(node, notice);
  }

  /** Takes a notice back, or what came of it. */
  spare(node: ManagedNode): void {
    const isUp = this.of(node).notice === undefined;
    this.change(node, { notice: undefined });
    this.parts.kernel.stopTimer(this.parts.ownerOf(node), { type: "stopTimer", ...NOTICE_TIMER });
    if (isUp) this.startAgain(node);
  }

  /** How long its next starts take; undefined: as configured. */
  stretchPending(node: ManagedNode, pendingMs: number | undefined): void {
    this.change(node, { pendingMs });
  }

  /** The node's state has become another one. */
  changed(node: ManagedNode, to: NodeState): void {
    const { stops, startsAgain } = this.of(node);
    const isDown = to === "Stopping" || to === "Stopped";
    if ((stops > 0 || startsAgain) && !isDown) this.change(node, { stops: 0, startsAgain: false });
    if (startsAgain && to === "Stopped") this.parts.order(node, "start");
  }

  private change(node: ManagedNode, changes: Partial<Outage>): void {
    this.byIndex.set(node.index, { ...this.of(node), ...changes });
  }
}
