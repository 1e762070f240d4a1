/**
 * The parts of a virtual world, and how they are fitted together: each needs some of the others.
 *
 * A new world and a clone differ in where a part comes from, and in nothing else.
 */
import type { Controller } from "../controller/controller.ts";
import { FaultBoard } from "../faults/board.ts";
import type { BoardParts } from "../faults/board.ts";
import type { FaultSeams } from "../faults/seams.ts";
import { Boundaries } from "../kernel/boundary.ts";
import type { Death } from "../kernel/boundary.ts";
import type { Chooser } from "../kernel/chooser.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import { Trace } from "../kernel/trace.ts";
import type { TraceReader } from "../kernel/trace.ts";
import type { MatchedBehaviour } from "../process/behaviour.ts";
import { BehaviourSource } from "./behaviour-source.ts";
import { ControllerLives } from "./controller-lives.ts";
import type { HandsParts } from "./hands-parts.ts";
import { Host } from "./host.ts";
import type { HostPorts } from "./host-ports.ts";
import type { MsRange } from "./link.ts";
import type { NodeDescription } from "./managed-node.ts";
import { Network } from "./network.ts";
import { RowStore } from "./row-store.ts";
import { Service } from "./service.ts";
import type { ServicePorts } from "./service.ts";
import { worldHands } from "./world-hands.ts";

/** The kernel's owners: the controller, the board of faults, then the host's nodes. */
export const CONTROLLER = 0;
export const FAULTS = 1;
export const FIRST_NODE = 2;

export interface WorldOptions {
  readonly seed: string;
  readonly controller: Controller;
  readonly nodes: readonly NodeDescription[];
  /** Of each trip of a message, in milliseconds. */
  readonly latency: MsRange;
  readonly chooser: Chooser;
  /** Readers of the trace from the first event on; without any, none is built. */
  readonly readers: readonly TraceReader[];
  /** Whether the controller's rows are kept, so that it can die and start again. */
  readonly keepsRows?: boolean;
  /** What commands of scripts are made to do; one list for the whole fleet. */
  readonly behaviours?: readonly MatchedBehaviour[];
}

export interface WorldParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly network: Network;
  readonly service: Service;
  readonly host: Host;
  readonly boundaries: Boundaries;
  readonly rows: RowStore | undefined;
  readonly faults: FaultBoard;
  readonly behaviours: readonly MatchedBehaviour[];
  readonly lives: ControllerLives;
  /** What faults lay hold of. */
  readonly hands: HandsParts;
}

const NO_BEHAVIOURS: readonly MatchedBehaviour[] = [];

/** The parts of a new world, without a node. Each draws from a fork of its own. */
export function makeParts(options: WorldOptions, prng: Prng): WorldParts {
  const { chooser, controller, keepsRows, readers, behaviours = NO_BEHAVIOURS } = options;
  const pollPrng = prng.fork("polls");
  const service = { prng: prng.fork("controller"), owner: CONTROLLER, controller };
  const host = { prng: prng.fork("host"), firstOwner: FIRST_NODE };
  const faults = { prng: prng.fork("faults"), owner: FAULTS };
  return fit({
    kernel: new Kernel(chooser),
    trace: readBy(new Trace(), readers),
    rows: keepsRows === true ? new RowStore() : undefined,
    behaviours,
    network: (parts) => new Network({ ...parts, controller: CONTROLLER, pollPrng }),
    service: (parts, ports, died) => new Service({ ...parts, ...service }, ports, died),
    host: (parts, ports) => new Host({ ...parts, ...host }, ports),
    faults: (parts) => new FaultBoard({ ...parts, ...faults }),
  });
}

/** The parts of a world that goes on exactly as the one of these parts. */
export function cloneParts(parts: WorldParts, readers: readonly TraceReader[]): WorldParts {
  const { network, service, host, faults, behaviours } = parts;
  return fit({
    kernel: parts.kernel.clone(parts.kernel.chooser),
    trace: readBy(parts.trace.clone(), readers),
    rows: parts.rows?.clone(),
    behaviours,
    network: (own) => network.clone(own),
    service: (own, ports, died) => service.clone(own, ports, died),
    host: (own, ports) => host.clone(own, ports),
    faults: (own) => faults.clone(own),
  });
}

/** Where the parts come from. */
interface Origin extends Pick<WorldParts, "kernel" | "trace" | "rows" | "behaviours"> {
  network(parts: Common & { readonly seams: () => FaultSeams }): Network;
  service(parts: Mortals, ports: ServicePorts, died: (death: Death) => void): Service;
  host(parts: Mortals & { readonly behaviours: BehaviourSource }, ports: HostPorts): Host;
  faults(parts: Omit<BoardParts, "prng" | "owner">): FaultBoard;
}

type Common = Pick<WorldParts, "kernel" | "trace">;
type Mortals = Common & Pick<WorldParts, "boundaries">;

function fit(origin: Origin): WorldParts {
  const { kernel, trace, rows, behaviours } = origin;
  const boundaries = new Boundaries();
  const seams = (): FaultSeams => faults.seams;
  const network = origin.network({ kernel, trace, seams });
  const common = { kernel, trace, boundaries };
  const service: Service = origin.service(
    common,
    { ...network.servicePorts(() => host), ...(rows === undefined ? {} : { durable: rows }) },
    (death) => lives.ended(death),
  );
  const host: Host = origin.host(
    { ...common, behaviours: new BehaviourSource(behaviours, seams) },
    network.hostPorts(() => service),
  );
  const faults: FaultBoard = origin.faults({
    ...{ kernel, trace },
    hands: worldHands(() => hands),
    nodes: () => Array.from(host.nodes, ({ id }) => id),
    ended: (plan) => network.roads.planEnded(plan),
  });
  boundaries.faults = {
    areOn: () => faults.seams.watch("boundary"),
    ask: (boundary) => faults.seams.boundary(boundary),
  };
  const lives = new ControllerLives({ kernel, network, service, host, rows, owner: CONTROLLER });
  const hands = handsParts(trace, { kernel, network, service, host, lives });
  return { ...common, ...{ network, service, host, rows, faults, behaviours, lives, hands } };
}

function handsParts(trace: Trace, parts: Omit<HandsParts, "nodeOf" | "write">): HandsParts {
  const { kernel, host } = parts;
  return {
    ...parts,
    nodeOf: (id) => {
      const node = host.node(id);
      if (node === undefined) throw new Error(`the world has no node ${id}`);
      return node;
    },
    write: (fact) => {
      if (trace.enabled) trace.write(kernel.nowMs, "fault", fact);
    },
  };
}

function readBy(trace: Trace, readers: readonly TraceReader[]): Trace {
  for (const reader of readers) trace.read(reader);
  return trace;
}
