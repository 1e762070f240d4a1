/**
 * Control channels, as far as the controller cares: at most one a node counts, the newest.
 *
 * A node is *reachable* while it has a channel and is Running. Becoming reachable offers what is
 * waiting, in order of acceptance; ceasing to be tells the open invocations so.
 */
import { isAddressable } from "../ssm/node-state.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import type { Controller } from "./controller.ts";
import { takes } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import { admits } from "./rate-control.ts";
import { NO_CHANNEL } from "./registered-node.ts";
import type { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";
import { stepInvocation } from "./step-invocation.ts";

/** Whether an agent may open a channel of either kind now: only that of a node that is known. */
export function admitsAgent(controller: Controller, nodeId: string): boolean {
  const node = controller.nodes.get(nodeId);
  return node !== undefined && isAddressable(node.state);
}

/**
 * Whether CreateControlChannel is to be refused to a node with AccessDeniedException, as to one
 * whose role lacks the permission: its agent has to poll. A channel that is open stays open.
 */
export function deniesChannel({ options, deniedChannels }: Controller, nodeId: string): boolean {
  return options.controlChannels === "denied" || deniedChannels.has(nodeId);
}

/** Denies a node its next control channel, or allows it again. */
export function setDenied(context: StepContext, nodeId: string, isDenied: boolean): void {
  const { controller, effects } = context;
  const { deniedChannels } = controller;
  if (!controller.nodes.has(nodeId) || deniedChannels.has(nodeId) === isDenied) return;
  if (isDenied) deniedChannels.add(nodeId);
  else deniedChannels.delete(nodeId);
  effects.push({
    type: "storeRecord",
    table: "controller",
    key: CONTROLLER_KEY,
    record: controller,
  });
  if (!effects.tracing) return;
  effects.trace({ event: isDenied ? "channel.denied" : "channel.allowed", node: nodeId });
}

/** The newest channel wins: an older one is closed, and its frames are dropped from now on. */
export function channelOpened(context: StepContext, nodeId: string, epoch: number): void {
  const node = context.controller.nodes.get(nodeId);
  if (node === undefined || epoch <= node.newestEpoch) return;
  const replaced = node.epoch;
  const wasReachable = node.isReachable;
  node.enterChannel(NO_CHANNEL);
  if (replaced !== NO_CHANNEL) {
    context.effects.push({ type: "closeChannel", node: nodeId, epoch: replaced });
    reachabilityChanged(context, node, wasReachable);
  }
  node.enterChannel(epoch);
  node.newestEpoch = epoch;
  reachabilityChanged(context, node, false);
}

/** A close of a channel that has been replaced says nothing about the node. */
export function channelClosed(context: StepContext, nodeId: string, epoch: number): void {
  const node = context.controller.nodes.get(nodeId);
  if (node?.epoch !== epoch) return;
  const wasReachable = node.isReachable;
  node.enterChannel(NO_CHANNEL);
  reachabilityChanged(context, node, wasReachable);
}

/** Tells a node's open invocations that it can be reached now, or can't any more. */
export function reachabilityChanged(
  context: StepContext,
  node: RegisteredNode,
  wasReachable: boolean,
): void {
  const { isReachable } = node;
  if (isReachable === wasReachable) return;
  for (const invocation of node.open) {
    if (isReachable) offer(context, invocation);
    else withdraw(context, invocation);
  }
}

/**
 * Hands over what an invocation has for its agent now: its job, or a cancel of it.
 *
 * This is where it is decided whether an invocation may be delivered: while MaxConcurrency is used
 * up it waits, and gets the next slot that another one gives back.
 */
export function offer(context: StepContext, invocation: Invocation): void {
  if (!takes(invocation.state, "link.opened")) return;
  const command = context.controller.commandOf(invocation);
  if (admits(command, invocation)) stepInvocation(context, invocation, "link.opened");
}

/** Tells an invocation that its node can't be reached, if that makes a difference to it. */
export function withdraw(context: StepContext, invocation: Invocation): void {
  context.controller.commandOf(invocation).held.delete(invocation.nodeId);
  invocation.offers = 0;
  if (takes(invocation.state, "link.closed")) stepInvocation(context, invocation, "link.closed");
}
