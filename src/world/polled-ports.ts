/**
 * What polls need of the world that they are in, and how long they may take.
 *
 * A port never calls back before it has returned, but for `input`: what the controller sends then
 * comes in at once.
 */
import type { ControllerInput } from "../controller/input.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { AgentJob } from "../wire/message.ts";

/** How long a poll without a message waits. Source: the agent's client gives up after 20 s. */
export const POLL_MS = 15_000;
/** A node that has not called for so long has no channel. Source: errors make an agent wait 3 s. */
export const AWAY_MS = 30_000;
/** Replies of all nodes that wait until they are durable. */
export const REPLIES_MAX = 100_000;

export interface PolledPorts {
  nowMs(): number;
  /** Of the node's channel at the controller; NO_CHANNEL for an unknown node. */
  currentEpoch(node: string): number;
  takeEpoch(node: string): number;
  input(input: ControllerInput): void;
  /** Answers the poll of a node that waits. */
  answerPoll(node: string, jobs: readonly AgentJob[]): void;
  /** Says that a reply is durable, or has to be sent again. */
  answerReply(node: string, replyId: string, isDurable: boolean): void;
  /** Something may be due for a node when so much time has passed: call `check` then. */
  checkLater(node: string, delayMs: number): void;
  write(fact: TraceFact): void;
}
