/**
 * The virtual world: a controller, a host with its nodes, and the network between, on one kernel.
 *
 * Time moves only from event to event. Nothing in here decides how an agent or the controller
 * behaves: the world plays events in order, and does to nodes, links and agents what it is told
 * to. A clone goes on exactly as the original does.
 */
import type { ApiRequest, ApiResponse } from "../api/handle-call.ts";
import type { FaultBoard } from "../faults/board.ts";
import type { Direction } from "../faults/hands.ts";
import type { BoundaryWatch } from "../kernel/boundary.ts";
import type { TraceFact } from "../kernel/effect.ts";
import { isTimer } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace, TraceReader } from "../kernel/trace.ts";
import type { ProcessListing } from "../process/process-event.ts";
import { crashController } from "./controller-hands.ts";
import { START_CONTROLLER } from "./controller-lives.ts";
import type { ControllerLives } from "./controller-lives.ts";
import type { Host } from "./host.ts";
import { countController, countHost } from "./inventory.ts";
import type { ControllerInventory, HostInventory } from "./inventory.ts";
import type { NodeOrder } from "./life.ts";
import { Link } from "./link.ts";
import type { MsRange } from "./link.ts";
import type { ManagedNode, NodeDescription } from "./managed-node.ts";
import type { Network } from "./network.ts";
import type { Arrival } from "./parcel.ts";
import type { Service } from "./service.ts";
import { takeCall } from "./take-call.ts";
import type { TakenCall } from "./take-call.ts";
import { CONTROLLER, FAULTS, FIRST_NODE, cloneParts, makeParts } from "./world-parts.ts";
import type { WorldOptions, WorldParts } from "./world-parts.ts";

const HOST_NAME = "virtual";

export class World {
  readonly service: Service;
  readonly host: Host;
  /** What is on of faults, and what is to come. */
  readonly faults: FaultBoard;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly network: Network;
  private readonly lives: ControllerLives;
  private readonly parts: WorldParts;
  private readonly due: Due = { owner: 0, code: 0, payload: undefined };

  private constructor(parts: WorldParts) {
    this.service = parts.service;
    this.host = parts.host;
    this.faults = parts.faults;
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.network = parts.network;
    this.lives = parts.lives;
    this.parts = parts;
  }

  /** A world at time 0: every node is known to the controller, running ones boot their agents. */
  static create(options: WorldOptions): World {
    const prng = Prng.seeded(options.seed);
    const world = new World(makeParts(options, prng));
    for (const node of options.nodes) {
      world.add(node, new Link(options.latency, prng.fork(`link/${node.id}`)));
    }
    return world;
  }

  get nowMs(): number {
    return this.kernel.nowMs;
  }

  /** When the next event is due; undefined when nothing is left to happen. */
  get nextMs(): number | undefined {
    return this.kernel.queue.nextMs;
  }

  /** Adds a reader of the trace from here on. */
  readTrace(reader: TraceReader): void {
    this.trace.read(reader);
  }

  /**
   * Has somebody asked at every boundary between effects whether a process dies there; undefined
   * ends it. A clone has no watch.
   */
  watchBoundaries(watch: BoundaryWatch | undefined): void {
    this.parts.boundaries.watch = watch;
  }

  /** A client's API call that has arrived: faults have their say. */
  takeCall(request: ApiRequest): TakenCall {
    return takeCall(this.service, this.faults.seams, request);
  }

  /** A fact that a client is the source of. */
  writeOfClient(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "client", fact);
  }

  /**
   * An API call out of turn: at this instant, past all faults.
   *
   * Errors: throws when the controller is down.
   */
  call(request: ApiRequest): ApiResponse {
    const answered = this.tryCall(request);
    if (answered === undefined) throw new Error("the controller has died before its answer");
    return answered;
  }

  /** The same; undefined when no answer came, and it may have had its effect. */
  tryCall(request: ApiRequest): ApiResponse | undefined {
    let answered: ApiResponse | undefined;
    this.service.call(request, (response) => {
      answered = response;
    });
    return answered;
  }

  /** Carries on with the next event; false when nothing is left to happen. */
  step(): boolean {
    if (!this.kernel.take(this.due)) return false;
    if (this.due.owner >= FIRST_NODE) this.host.dispatch(this.due);
    else if (this.due.owner === FAULTS) this.faults.dispatch(this.due);
    else if (isTimer(this.due)) this.service.timer(this.due);
    else if (this.due.code === START_CONTROLLER) this.lives.begin();
    else this.network.arrive(this.due.payload as Arrival, this.service, this.host);
    return true;
  }

  /** Plays every event up to and including a time, and ends at that time. */
  runUntil(untilMs: number): void {
    const { queue } = this.kernel;
    while (queue.nextMs !== undefined && queue.nextMs <= untilMs) this.step();
    queue.passTo(untilMs);
  }

  /** Plays events until a claim holds; false when it does not hold by a time. */
  runUntilTrue(claim: () => boolean, untilMs: number): boolean {
    const { queue } = this.kernel;
    while (!claim()) {
      if (queue.nextMs === undefined || queue.nextMs > untilMs) return false;
      this.step();
    }
    return true;
  }

  /** Gives a node an order of its life-cycle; false when its state does not take it. */
  order(node: string, order: NodeOrder): boolean {
    return this.host.order(this.nodeOf(node), order);
  }

  /** Cuts a node's link: both ends lose the channel at once, with all that is in flight. */
  cut(node: string): void {
    const managed = this.nodeOf(node);
    this.write({ event: "link.cut", node });
    this.network.link(managed).touch().cut = true;
    this.network.breakOff(managed);
  }

  /** Lets a cut link open again; the agent comes back by its own timers. */
  heal(node: string): void {
    this.network.link(this.nodeOf(node)).touch().cut = false;
    this.write({ event: "link.healed", node });
  }

  /** Refuses a node its next control channels: its agent has to poll then. */
  denyChannel(node: string): void {
    this.service.input({ type: "channel.denied", node: this.nodeOf(node).id });
  }

  /** Takes that back; the agent comes by its own retry. */
  allowChannel(node: string): void {
    this.service.input({ type: "channel.allowed", node: this.nodeOf(node).id });
  }

  /** Delays every message of one direction from now on; undefined ends it. */
  slow(node: string, direction: Direction, extra: MsRange | undefined): void {
    this.network.link(this.nodeOf(node)).touch().slow(direction, extra);
    const { minMs, maxMs } = extra ?? { minMs: 0, maxMs: 0 };
    this.write({ event: "fault.fired", node, fault: "delay", direction, minMs, maxMs });
  }

  /** Ends a node's agent and starts it again over what it has stored; its work goes on meanwhile. */
  restartAgent(node: string): void {
    const managed = this.nodeOf(node);
    this.write({ event: "fault.fired", node, fault: "restart" });
    this.host.restartAgent(managed);
  }

  /** Ends a node's agent; with `restartMs` it is started again after so long. */
  crashAgent(node: string, restartMs: number | undefined): void {
    this.host.crashAgent(this.nodeOf(node), restartMs);
  }

  /** Ends the controller's process; after so long another one starts over its rows. */
  crashController(restartMs: number): void {
    crashController(this.parts.hands, restartMs);
  }

  /** The live processes of the fleet. */
  processes(): readonly ProcessListing[] {
    return this.host.listProcesses();
  }

  /** Counts what the fleet holds, and writes it into the trace: for a check that nothing leaks. */
  takeInventory(): ControllerInventory & HostInventory {
    const { kernel, host } = this;
    const { controller } = this.service;
    const inventory = {
      ...countController({ kernel, owner: CONTROLLER, controller }),
      ...countHost(kernel, host),
    };
    const event = "fleet.counted";
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "kernel", { event, ...inventory });
    return inventory;
  }

  /** A world that goes on exactly like this one. */
  clone(readers: readonly TraceReader[] = []): World {
    return new World(cloneParts(this.parts, readers));
  }

  private add(description: NodeDescription, link: Link): void {
    this.network.addLink(link);
    const { id, state, tags, profile } = description;
    const node = { id, state, tags, profile, host: HOST_NAME };
    this.service.input({ type: "node.reported", node });
    this.host.add(description);
  }

  /** Errors: throws for a node that the world does not have. */
  private nodeOf(id: string): ManagedNode {
    return this.parts.hands.nodeOf(id);
  }

  private write(fact: TraceFact): void {
    this.parts.hands.write(fact);
  }
}
