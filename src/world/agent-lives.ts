/**
 * The agents of a host's nodes, wherever their processes are: steps of this one (agents.ts), or
 * processes of their own (agent-processes.ts).
 */
import type { AgentInput } from "../agent/input.ts";
import type { Boundaries, Death } from "../kernel/boundary.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Pace } from "./pace.ts";
import type { Troubles } from "./troubles.ts";
import type { Workshop } from "./workshop.ts";

/** Why an agent's process has ended. */
export type AgentEnd = "crash" | "power" | "twin";

/** What an agent has in hand. */
export interface AgentLoad {
  readonly running: number;
  readonly queued: number;
}

export const NO_LOAD: AgentLoad = { running: 0, queued: 0 };

/** What faults do to an agent's process and its disk; see Pace. */
export type AgentPace = Pick<Pace, "hang" | "wake" | "hangsMs" | "fillDisk" | "freeDisk">;

export interface AgentLives {
  readonly pace: AgentPace;
  /** Starts an agent's process over what its node has stored. */
  start(node: ManagedNode): void;
  /** Ends an agent's process and its sockets; its workers and processes go on without it. */
  end(node: ManagedNode, reason: AgentEnd): void;
  /** Whether an agent's process is there. */
  isUp(node: ManagedNode): boolean;
  load(node: ManagedNode): AgentLoad;
  /** Hands an input to an agent now, unless it is for an earlier life. */
  input(node: ManagedNode, boot: number, input: AgentInput): void;
  /** Posts an input for the agent's present life; it is dropped when that is over by then. */
  post(node: ManagedNode, input: AgentInput, delayMs: number): void;
  dispatch(node: ManagedNode, due: Due): void;
  /** A node's clock was set; its agent and their workers go on measuring lengths as before. */
  clockMoved(node: ManagedNode, byMs: number): void;
  /** Something else is wrong with a node from now on, or nothing any more. */
  troubleChanged(node: ManagedNode): void;
}

/** What agents need of their host. */
export interface AgentLivesParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly boundaries: Boundaries;
  readonly troubles: Troubles;
  readonly workshop: () => AgentWorkshop;
  readonly ownerOf: (node: ManagedNode) => number;
  readonly rebootNode: (node: ManagedNode) => void;
  /** An agent dies at a boundary of its. */
  readonly die: (node: ManagedNode, death: Death) => void;
}

/** What agents do with their node's document workers and its disk. */
export type AgentWorkshop = Pick<Workshop, "applyChange" | "perform" | "replaceStore">;
