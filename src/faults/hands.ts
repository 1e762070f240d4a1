/**
 * What faults that begin and end can do to the world that they are put into.
 *
 * The virtual world has all of it. A live fleet has a part, and says so before anything starts.
 */
import type { MsSpan } from "./duration.ts";

export type Direction = "toAgent" | "toController";

export interface FaultHands
  extends LinkHands, AgentHands, ControllerHands, NodeHands, ProcessHands {}

export interface LinkHands {
  /** Both ends lose the channel, and none can be opened until `heal`. */
  cut(node: string): void;
  heal(node: string): void;
  /** The connection is gone at once at both ends, with all in flight; a new one can be opened. */
  reset(node: string): void;
  /** The controller closes the channel with this code; frames before it arrive. */
  close(node: string, code: number): void;
  /** Nothing arrives in this direction any more, and nobody is told, until `unsilence`. */
  silence(node: string, direction: Direction): void;
  unsilence(node: string, direction: Direction): void;
  /** Keep-alives get lost, data passes. */
  losePings(node: string): void;
  findPings(node: string): void;
  /** So many bytes a second are left of a direction, until `freeBandwidth` takes that back. */
  limitBandwidth(node: string, direction: Direction, bytesPerSecond: number): void;
  freeBandwidth(node: string, direction: Direction, bytesPerSecond: number): void;
}

export interface AgentHands {
  /** The agent's process ends; with `restartMs` it is started again after so long. */
  crashAgent(node: string, restartMs: number | undefined): void;
  startAgent(node: string): void;
  /** All that runs on the node ends at once, and it boots again. */
  cutPower(node: string): void;
  restartAgent(node: string): void;
  /** Nothing that comes to the agent, timers neither, is taken in until `wakeAgent`. */
  hangAgent(node: string): void;
  wakeAgent(node: string): void;
  /** Everything that comes to the agent is taken in so much later, until that is taken back. */
  slowAgent(node: string, by: MsSpan): void;
  quickenAgent(node: string, by: MsSpan): void;
  /** Every document worker of the node ends; their scripts go on. */
  crashWorkers(node: string): void;
  /** A second agent with the same id joins from another machine, until `endTwin`. */
  startTwin(node: string): void;
  endTwin(node: string): void;
  /** What the agent keeps on disk is gone at its next start, unless `keepStore` comes before. */
  loseStore(node: string): void;
  /** What is on disk now comes back at the agent's next start, unless `keepStore` comes before. */
  copyStore(node: string): void;
  keepStore(node: string): void;
  /** The node's clock, which its agent tells the time by, is set so much ahead; timers are not. */
  moveClock(node: string, byMs: number): void;
  moveClockBack(node: string, byMs: number): void;
  /** Each step that stores anything takes so long for it, until that is taken back. */
  slowDisk(node: string, by: MsSpan): void;
  quickenDisk(node: string, by: MsSpan): void;
  /** No write to disk succeeds until `freeDisk`; deletions do. */
  fillDisk(node: string): void;
  freeDisk(node: string): void;
}

export interface ControllerHands {
  /** The controller's process ends and another one starts over its rows after so long. */
  crashController(restartMs: number): void;
}

export interface NodeHands {
  order(node: string, order: "stop" | "reboot" | "terminate"): void;
  /** Starts a node that an order of a fault has stopped; one that stops, as soon as it is Stopped. */
  startAgain(node: string): void;
  /** Gives it notice, as to a spot instance: it is stopped or terminated after so long. */
  interrupt(node: string, action: "stop" | "terminate", noticeMs: number): void;
  /** Takes the notice back, or starts the node again that it has stopped. */
  spare(node: string): void;
  /** The length of Pending at the node's next starts; undefined: the configured one. */
  stretchPending(node: string, ms: number | undefined): void;
}

export interface ProcessHands {
  /** Signals the leading process of every live run on the node, from outside of the agent. */
  signalProcesses(node: string, signal: "KILL" | "STOP" | "CONT"): void;
}
