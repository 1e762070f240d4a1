/**
 * Carries out the effects by which agents use ec2messages: their polls, and what they say of messages.
 *
 * Agents tell times by their own clocks, the port takes those of the world.
 */
import type { AgentEffect } from "../agent/input.ts";
import type { MessagePort } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Troubles } from "./troubles.ts";

export type MessageEffect = Extract<
  AgentEffect,
  { type: `${string}Message` | "getMessages" | "limitPolling" | "dropPoll" | "sendReply" }
>;

export class MessageEffects {
  private readonly port: MessagePort;
  private readonly troubles: Troubles;

  constructor(port: MessagePort, troubles: Troubles) {
    this.port = port;
    this.troubles = troubles;
  }

  perform(node: ManagedNode, effect: MessageEffect): void {
    switch (effect.type) {
      case "getMessages":
        this.port.get(node, { ...effect, untilMs: this.worldMs(node, effect.untilMs) });
        return;
      case "limitPolling":
        this.port.limit(node, this.worldMs(node, effect.untilMs));
        return;
      case "dropPoll":
        this.port.drop(node);
        return;
      case "acknowledgeMessage":
        this.port.acknowledge(node, effect.jobId);
        return;
      case "failMessage":
        this.port.fail(node, effect.jobId, effect.failure);
        return;
      case "sendReply":
        this.port.reply(node, effect.message);
    }
  }

  /** A time of an agent's clock as the world's. */
  private worldMs(node: ManagedNode, atMs: number | undefined): number | undefined {
    return atMs === undefined ? undefined : atMs - this.troubles.clockMs(node, 0);
  }
}
