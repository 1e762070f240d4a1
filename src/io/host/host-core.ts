/**
 * The pure host in the live world: one kernel on the real clock, with everything that it drives.
 *
 * All that happens enters through here, so that time is in order, and a defect (an exception of
 * the core) is stopped, logged and counted at this door: one agent's trouble ends no other's.
 */
import type { AgentInput } from "../../agent/input.ts";
import { FaultBoard } from "../../faults/board.ts";
import type { FaultHands } from "../../faults/hands.ts";
import { Boundaries } from "../../kernel/boundary.ts";
import { seededChooser } from "../../kernel/chooser.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { Kernel } from "../../kernel/kernel.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { Due } from "../../kernel/queue.ts";
import { Trace } from "../../kernel/trace.ts";
import type { TraceReader, TraceSource } from "../../kernel/trace.ts";
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import { BehaviourSource } from "../../world/behaviour-source.ts";
import { Host } from "../../world/host.ts";
import type { HostPorts } from "../../world/host-ports.ts";
import { countHost } from "../../world/inventory.ts";
import type { HostInventory } from "../../world/inventory.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import { LINKS_OWNER } from "../agent-link/keep-alive.ts";
import type { LiveClock } from "../clock.ts";
import { Pump } from "../pump.ts";

/** The kernel's owner of the faults; that of links comes before, the nodes follow. */
const FAULTS_OWNER = 1;
const FIRST_NODE_OWNER = 2;

/** No state is ever put on a host's own board: those come as orders, one by one. */
const NO_HANDS = {} as FaultHands;

export interface HostCoreParts {
  readonly clock: LiveClock;
  /** Of this life of the host alone, or ids of an earlier life would come again. */
  readonly prng: Prng;
  readonly readers: readonly TraceReader[];
  readonly behaviours: readonly MatchedBehaviour[];
  /** @defaultValue ones of its own, where nobody is asked */
  readonly boundaries?: Boundaries | undefined;
  readonly log: { error(fields: object, message: string): void };
}

export class HostCore {
  readonly clock: LiveClock;
  readonly prng: Prng;
  readonly kernel = new Kernel(seededChooser);
  readonly trace = new Trace();
  /** Who is asked whether an agent or a document worker dies where it stands. */
  readonly boundaries: Boundaries;
  /** Exceptions that were caught at this door; each is a bug of ours. */
  defects = 0;
  readonly #log: HostCoreParts["log"];
  /** Plans that act at the boundaries and on the scripts of the nodes; see FaultDesk. */
  readonly faults: FaultBoard;
  readonly #behaviours: BehaviourSource;
  readonly #pump: Pump;
  #host: Host | undefined;
  #areWatched = false;
  #linkTimer: (due: Due) => void = () => {};

  constructor(parts: HostCoreParts) {
    this.clock = parts.clock;
    this.prng = parts.prng;
    this.#log = parts.log;
    const { kernel, trace } = this;
    this.faults = new FaultBoard({
      ...{ kernel, trace, hands: NO_HANDS, owner: FAULTS_OWNER },
      prng: parts.prng.fork("faults"),
      nodes: () => Array.from(this.host.nodes, ({ id }) => id),
      ended: () => undefined,
    });
    this.#behaviours = new BehaviourSource(parts.behaviours, () => this.faults.seams);
    this.boundaries = parts.boundaries ?? new Boundaries();
    this.boundaries.faults ??= {
      areOn: () => this.faults.seams.watch("boundary"),
      ask: (boundary) => this.faults.seams.boundary(boundary),
    };
    for (const reader of parts.readers) this.trace.read(reader);
    this.#pump = new Pump(this.kernel, parts.clock, (due) => {
      this.#guard(() => this.#dispatch(due));
    });
  }

  get host(): Host {
    if (this.#host === undefined) throw new Error("the host has no ports yet");
    return this.#host;
  }

  /** Makes the host over its ports; called once. */
  carry(ports: HostPorts, linkTimer: (due: Due) => void): void {
    this.#linkTimer = linkTimer;
    const { kernel, trace, boundaries } = this;
    const prng = this.prng.fork("host");
    const behaviours = this.#behaviours;
    const parts = { kernel, trace, prng, boundaries, behaviours, firstOwner: FIRST_NODE_OWNER };
    this.#host = new Host(parts, ports);
  }

  /** Does work inside the core, in its turn; never throws. */
  readonly enter = (work: () => void): void => {
    this.#pump.enter(() => this.#guard(work));
  };

  /** Does several pieces of work inside the core, in order; one that throws stops no other. */
  readonly enterAll = (works: readonly (() => void)[]): void => {
    this.#pump.enter(() => {
      for (const work of works) this.#guard(work);
    });
  };

  /** Hands an input to an agent; one that is for an earlier life is dropped. */
  readonly tellAgent = (node: ManagedNode, boot: number, input: AgentInput): void => {
    this.host.agentInput(node, boot, input);
  };

  /** A writer of facts of one source; undefined while nobody reads the trace. */
  readonly writer = (source: TraceSource): ((fact: TraceFact) => void) | undefined => {
    if (!this.trace.enabled) return undefined;
    return (fact) => this.trace.write(this.kernel.nowMs, source, fact);
  };

  /** What the nodes hold now. */
  count(): HostInventory {
    return countHost(this.kernel, this.host);
  }

  /** Plays nothing any more. */
  stop(): void {
    this.#pump.stop();
  }

  #dispatch(due: Due): void {
    if (due.owner === LINKS_OWNER) this.#linkTimer(due);
    else if (due.owner === FAULTS_OWNER) this.faults.dispatch(due);
    else this.host.dispatch(due);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (defect) {
      this.defects += 1;
      this.#log.error({ err: defect }, "a defect of the host was caught");
    }
    this.#tellOfBoundaries();
  }

  /** Whoever has begun to care for boundaries, or ceased to, did so in here. */
  #tellOfBoundaries(): void {
    const { areWatched } = this.boundaries;
    if (areWatched === this.#areWatched) return;
    this.#areWatched = areWatched;
    this.#host?.boundariesChanged();
  }
}
