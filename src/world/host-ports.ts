/**
 * What a host needs from the world around it.
 *
 * A port never calls back into the host before it has returned: answers come as inputs, later.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, AgentInput, PollPurpose } from "../agent/input.ts";
import type { MsSpan } from "../faults/duration.ts";
import type { AgentJobReply, Message, MessageFailure } from "../wire/message.ts";
import type { ProcessSpec } from "../process/process-event.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { ManagedNode } from "./managed-node.ts";

export interface HostPorts {
  /** Try for a control channel; answered by `host.agentInput` with channel.opened or .refused. */
  openChannel(node: ManagedNode): void;
  /** The agent gives its channel up, or is gone with all its sockets. */
  closeChannel(node: ManagedNode): void;
  sendFrame(node: ManagedNode, epoch: number, message: Message): void;
  /** UpdateInstanceInformation; answered by `host.agentInput` with call.answered. */
  reportHealth(node: ManagedNode, report: HealthCall): void;
  readonly messages: MessagePort;
  nodeStateChanged(node: ManagedNode, state: NodeState): void;
  /** Real processes; without them the host simulates. */
  readonly processes?: ProcessPort;
  /** Agents in processes of their own; without it they are steps of the host's. */
  readonly agents?: AgentPort;
  /** Where the store is made durable; without it memory is all there is. */
  readonly durable?: DurablePort;
}

/** The part of a health report that its agent decides. */
export type HealthCall = Pick<
  Extract<AgentEffect, { type: "reportHealth" }>,
  "full" | "connection"
>;

/** The calls of ec2messages; every one but `limit` and `drop` is answered by `host.agentInput`. */
export interface MessagePort {
  /** GetMessages; answered with poll.answered or poll.failed. At most one a node is under way. */
  get(node: ManagedNode, purpose: PollPurpose): void;
  /** The poll under way is the only way now (undefined), or no poll begins after a time. */
  limit(node: ManagedNode, untilMs: number | undefined): void;
  /** The agent does not wait for its poll any more, or is gone with all its sockets. */
  drop(node: ManagedNode): void;
  /** Answered with message.answered. */
  acknowledge(node: ManagedNode, jobId: string): void;
  fail(node: ManagedNode, jobId: string, failure: MessageFailure): void;
  /** Answered with reply.answered. */
  reply(node: ManagedNode, message: AgentJobReply): void;
}

/** Real processes of a host; what they do comes back by `host.runs.event`. */
export interface ProcessPort {
  start(run: number, spec: ProcessSpec): void;
  /** Answered by `process.signalled`. */
  signalGroup(run: number, signal: string): void;
  /** Signals the leading process of a run alone, from outside of its agent; nobody is told. */
  signalLeader(run: number, signal: string): void;
  /** Signals all that lives of several runs; answered likewise, to the last of them. */
  signalTree(runs: readonly number[], signal: string): void;
  /** Answered by `process.survivors`, to the last of the runs. */
  findSurvivors(runs: readonly number[]): void;
  /** The run's command is over: what lives on of it has escaped. */
  runEnded(run: number): void;
  /** The node has lost its power: everything on it ends at once. */
  stopNode(node: string): void;
}

/** Processes of agents; what they do comes back by `host.agentNews` and `host.agentBoundary`. */
export interface AgentPort {
  /** Starts the process of an agent's present life, over its node's store. */
  start(node: ManagedNode, birth: AgentBirth): void;
  tell(node: ManagedNode, input: AgentInput): void;
  /** The oldest changes that the agent has asked for and not heard of are durable. */
  stored(node: ManagedNode): void;
  ail(node: ManagedNode, ailments: Ailments): void;
  /** Whether the agent is to ask at each boundary from now on. */
  watch(node: ManagedNode, isWatched: boolean): void;
  hang(node: ManagedNode): void;
  wake(node: ManagedNode): void;
  /** Ends the process without a warning; answered by the news that it is gone. */
  kill(node: ManagedNode): void;
}

export interface AgentBirth {
  readonly ailments: Ailments;
  readonly isWatched: boolean;
}

/** What is wrong with an agent's node as far as its own process feels it. */
export interface Ailments {
  readonly slow: MsSpan;
  readonly diskSlow: MsSpan;
  readonly skewMs: number;
  readonly isDiskFull: boolean;
}

/** A store that many steps may commit to in one go. */
export interface DurablePort {
  /**
   * Writes the changes of one step, then calls `release`; releases come in the order of commits.
   * A step without changes waits its turn as well, so that effects never overtake one another.
   */
  commit(node: string, changes: readonly StoreChange[], release: () => void): void;
}
