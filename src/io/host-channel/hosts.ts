/**
 * All hosts that have joined: who carries which node, and what they tell the controller.
 *
 * A name and a node belong to one live host at a time; the second that claims either is refused
 * and keeps nothing of what it claimed. When a host goes, its nodes stay in the fleet: the
 * controller learns from missing health reports that they are out of reach.
 */
import type { WebSocket } from "ws";
import type { LiveCore } from "../server/live-core.ts";
import { CLOSE_CONFLICT, SILENCE_MS } from "../server/socket-bounds.ts";
import type { HostProblem } from "./host-answer.ts";
import type { FaultDesk } from "../host/fault-desk.ts";
import { FaultLedger, TOO_MANY_STAND } from "./fault-ledger.ts";
import { isForNow } from "./fault-order.ts";
import type { FaultOrder } from "./fault-order.ts";
import { HostConnection } from "./host-connection.ts";
import type { HostListener, HostNews } from "./host-connection.ts";
import { HOST_NODES_MAX } from "./protocol.ts";
import type { HostNode } from "./protocol.ts";
import { readTraceLine } from "./trace-line.ts";

/** Why nothing comes of an order that is not told later. */
const NOT_DRIVABLE: HostProblem = {
  error: "NotDrivable",
  expected: "a node whose host has joined, and takes faults",
  found: "one without",
};

/** A plan in a scenario file's words, and the nodes that it is for; undefined: all. */
export interface HostPlan {
  readonly nodes: readonly string[] | undefined;
  readonly words: Readonly<Record<string, unknown>>;
}

/** How often a host is asked to end a plan. */
const LIFT_TRIES_MAX = 3;

/** Hosts at a time. */
export const HOSTS_MAX = 1_000;

/** Who carries faults out on a host. */
type NearDesk = Pick<FaultDesk, "obey" | "put" | "lift">;

export interface NearHost {
  readonly name: string;
  readonly faults: NearDesk;
}

export interface HostsParts {
  readonly core: () => LiveCore;
  /** A node leaves the fleet: what faults do to it ends. */
  readonly nodeLeft: (node: string) => void;
  /** Whether hosts are asked for their lines of the trace. @defaultValue true */
  readonly takesTrace?: boolean | undefined;
}

export class Hosts implements HostListener {
  private readonly core: () => LiveCore;
  private readonly nodeLeft: (node: string) => void;
  private readonly takesTrace: boolean;
  private readonly connections = new Set<HostConnection>();
  private readonly byName = new Map<string, HostConnection>();
  private readonly byNode = new Map<string, HostConnection>();
  /** What faults have ordered, and not taken back. */
  private readonly ledger = new FaultLedger();
  /** Plans that hosts carry out by themselves, by number. */
  private readonly plans = new Map<number, HostPlan>();
  private near: NearHost | undefined;

  constructor({ core, nodeLeft, takesTrace = true }: HostsParts) {
    this.core = core;
    this.nodeLeft = nodeLeft;
    this.takesTrace = takesTrace;
  }

  /**
   * A host in this very process: it hears of faults at once, and not over its channel, so that one
   * that begins by an event there acts before anything comes of that event.
   */
  stayNear(host: NearHost): void {
    this.near = host;
  }

  /** Takes an upgraded socket in. */
  accept(socket: WebSocket): void {
    this.connections.add(new HostConnection(socket, this));
  }

  get isFull(): boolean {
    return this.connections.size >= HOSTS_MAX;
  }

  /** The hosts that have joined. */
  get joined(): readonly HostConnection[] {
    return [...this.byName.values()];
  }

  hostOf(node: string): HostConnection | undefined {
    return this.byNode.get(node);
  }

  named(name: string): HostConnection | undefined {
    return this.byName.get(name);
  }

  /** The host that carries the fewest nodes; undefined without any host. */
  get emptiest(): HostConnection | undefined {
    let least: HostConnection | undefined;
    for (const host of this.byName.values()) {
      if (least === undefined || host.nodes.size < least.nodes.size) least = host;
    }
    return least;
  }

  /**
   * Tells the controller of every node anew: it has started over, and every host is told so.
   *
   * Shape: the welcome comes last, as a host that sleeps after a reset brings its nodes up on it.
   */
  reportAll(): void {
    for (const host of this.byName.values()) {
      for (const node of host.nodes.values()) this.report(host, node);
    }
    if (!this.core().isServing) return;
    for (const host of this.byName.values()) this.sendWelcome(host);
  }

  /** Takes up nodes that a host carries now; on a conflict none of them, and says why. */
  add(host: HostConnection, nodes: readonly HostNode[]): string | undefined {
    const conflict = this.findConflict(host, nodes);
    if (conflict === undefined) this.take(host, nodes);
    return conflict;
  }

  /** A node of a host has left the fleet; without a host, one that nobody carries. */
  remove(host: HostConnection | undefined, node: string): void {
    if (host !== undefined && !host.nodes.delete(node)) return;
    // Nobody carries it any more, so nothing that ends here is sent to a node that is gone.
    if (host !== undefined) this.byNode.delete(node);
    this.nodeLeft(node);
    this.ledger.forget(node);
    this.core().input({ type: "node.removed", node });
  }

  /** Pings every host, and cuts those off that have been silent for too long. */
  sweep(): void {
    const heardSince = performance.now() - SILENCE_MS;
    for (const host of this.connections) {
      if (host.heardMs < heardSince) host.cut();
      else host.ping();
    }
  }

  closeAll(code: number, reason: string): void {
    for (const host of this.connections) host.close(code, reason);
  }

  cutAll(): void {
    for (const host of this.connections) host.cut();
  }

  news(host: HostConnection, news: HostNews): void {
    switch (news.type) {
      case "hello":
        host.ground = news.faults;
        this.join(host, news.host, news.nodes);
        return;
      case "nodesAdded":
        this.conclude(host, this.add(host, news.nodes));
        return;
      case "nodeRemoved":
        this.remove(host, news.node);
        return;
      case "nodeStateChanged": {
        const node = host.nodes.get(news.node);
        if (node === undefined) return;
        host.nodes.set(node.id, { ...node, state: news.state });
        this.core().input({ type: "node.stateChanged", node: node.id, state: news.state });
        return;
      }
      case "trace":
        for (const event of news.events) this.merge(event);
    }
  }

  closed(host: HostConnection): void {
    this.connections.delete(host);
    if (host.name === "") return;
    this.byName.delete(host.name);
    for (const node of host.nodes.keys()) this.byNode.delete(node);
    this.core().write("node", { event: "host.left", host: host.name, nodes: host.nodes.size });
  }

  private join(host: HostConnection, name: string, nodes: readonly HostNode[]): void {
    const isTaken = this.byName.has(name);
    const conflict = isTaken ? `the host name ${name} is taken` : this.findConflict(host, nodes);
    if (conflict !== undefined) {
      this.conclude(host, conflict);
      return;
    }
    host.welcome(name);
    this.byName.set(name, host);
    this.core().write("node", { event: "host.joined", host: name, nodes: nodes.length });
    this.take(host, nodes);
    this.sendWelcome(host);
    if (host.ground === undefined) return;
    for (const { id } of nodes) {
      for (const order of this.ledger.standing(id)) this.sendFault(host, id, order);
    }
    for (const [number, plan] of this.plans) this.sendPlan(host, number, plan);
  }

  /** A plan acts on nodes where they are; a host that comes later is told of it then. */
  putPlan(number: number, plan: HostPlan): void {
    this.plans.set(number, plan);
    for (const host of this.byName.values()) this.sendPlan(host, number, plan);
  }

  liftPlan(number: number): void {
    if (!this.plans.delete(number)) return;
    for (const host of this.byName.values()) {
      const near = this.deskOf(host);
      if (near !== undefined) near.lift(number);
      else if (host.ground !== undefined) void this.endPlan(host, number);
    }
  }

  /**
   * Has a host end what it plays. One that does not is asked again, and then cut off: whoever loses
   * its controller takes everything back.
   */
  private async endPlan(host: HostConnection, number: number): Promise<void> {
    for (let tries = 0; tries < LIFT_TRIES_MAX; tries += 1) {
      const answer = await host.request({ type: "liftFault", number });
      if (answer.ok || !this.connections.has(host)) return;
      this.noteFailure("liftFault", answer.problem);
    }
    host.cut();
  }

  /** To a host that carries none of its nodes it says nothing. */
  private sendPlan(host: HostConnection, number: number, { nodes, words }: HostPlan): void {
    const own = nodes?.filter((node) => host.nodes.has(node));
    if (host.ground === undefined || own?.length === 0) return;
    const plan = own === undefined ? words : { ...words, nodes: own };
    const near = this.deskOf(host);
    if (near !== undefined) {
      const problem = near.put(number, plan);
      if (problem !== undefined) this.noteFailure("putFault", problem);
      return;
    }
    void host.request({ type: "putFault", number, plan }).then((answer) => {
      if (!answer.ok) this.noteFailure("putFault", answer.problem);
    });
  }

  private deskOf({ name }: HostConnection): NearDesk | undefined {
    return this.near?.name === name ? this.near.faults : undefined;
  }

  private noteFailure(hand: string, { error, found }: HostProblem, node?: string): void {
    const who = node === undefined ? {} : { node };
    this.core().write("fault", { event: "fault.failed", ...who, hand, error, found });
  }

  /** A fault does something to a node; one whose host is away is told when that comes. */
  fault(node: string, order: FaultOrder): void {
    const noted = this.ledger.note(node, order);
    if (noted === "isOneTooMany") this.noteFailure(order.hand, TOO_MANY_STAND, node);
    if (noted !== "acts") return;
    const host = this.byNode.get(node);
    if (host?.ground !== undefined) this.sendFault(host, node, order);
    else if (isForNow(order)) this.noteFailure(order.hand, NOT_DRIVABLE, node);
  }

  private sendFault(host: HostConnection, node: string, order: FaultOrder): void {
    const near = this.deskOf(host);
    if (near !== undefined) {
      near.obey(node, order, (problem) => {
        if (problem !== undefined) this.noteFailure(order.hand, problem, node);
      });
      return;
    }
    void host.request({ type: "fault", node, order }).then((answer) => {
      if (!answer.ok) this.noteFailure(order.hand, answer.problem, node);
    });
  }

  private sendWelcome(host: HostConnection): void {
    const { clock, trace } = this.core();
    host.send({
      type: "welcome",
      epochMs: clock.epochMs,
      wantsTrace: this.takesTrace && trace.enabled,
    });
  }

  private findConflict(host: HostConnection, nodes: readonly HostNode[]): string | undefined {
    for (const { id } of nodes) {
      const carrier = this.byNode.get(id);
      if (carrier !== undefined && carrier !== host) {
        return `node ${id} is carried by host ${carrier.name}`;
      }
    }
    const more = nodes.filter(({ id }) => !this.byNode.has(id)).length;
    if (this.byNode.size + more <= HOST_NODES_MAX) return undefined;
    return `all hosts together carry at most ${HOST_NODES_MAX} nodes`;
  }

  private take(host: HostConnection, nodes: readonly HostNode[]): void {
    for (const node of nodes) {
      host.nodes.set(node.id, node);
      this.byNode.set(node.id, host);
      this.report(host, node);
    }
  }

  private conclude(host: HostConnection, conflict: string | undefined): void {
    if (conflict !== undefined) host.close(CLOSE_CONFLICT, conflict);
  }

  private report(host: HostConnection, { id, state, tags, profile }: HostNode): void {
    const node = { id, state, tags, profile, host: host.name };
    this.core().input({ type: "node.reported", node });
  }

  /** Adds a line of the host's trace; one that is none of ours is passed over. */
  private merge(line: Readonly<Record<string, unknown>>): void {
    const read = readTraceLine(line);
    if (read !== undefined) this.core().trace.write(read.atMs, read.source, read.fact);
  }
}
