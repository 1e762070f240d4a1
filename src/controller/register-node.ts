/**
 * How a node becomes known: announced by its host, or because its agent reports its health.
 */
import { isNodeId } from "../ssm/node-id.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";

/**
 * Takes in an agent that nobody has announced: the unmodified agent comes by itself.
 *
 * Errors: undefined when that is not wanted, the id has not the form of one, or the fleet is full.
 */
export function admitUnknown(context: StepContext, nodeId: string): RegisteredNode | undefined {
  const { options, registrations } = context.controller;
  const isWanted = options.admitUnknownAgents && !registrations.deregistered.has(nodeId);
  if (!isWanted || !isNodeId(nodeId)) return undefined;
  const node = register(context, nodeId);
  if (node === undefined) return undefined;
  traceRegistered(context, node);
  storeNode(context, node);
  return node;
}

export function storeNode({ effects }: StepContext, node: RegisteredNode): void {
  effects.push({ type: "storeRecord", table: "node", key: node.id, record: node });
}

/** Gives a new node its number; undefined when the fleet is full. */
export function register(
  { controller, nowMs, effects }: StepContext,
  id: string,
): RegisteredNode | undefined {
  if (controller.nodes.size >= controller.options.nodesMax) return undefined;
  const node = new RegisteredNode(id, controller.takeSerial(), nowMs);
  controller.addNode(node);
  const key = CONTROLLER_KEY;
  effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  return node;
}

export function traceRegistered({ effects }: StepContext, node: RegisteredNode): void {
  if (!effects.tracing) return;
  effects.trace({ event: "node.registered", node: node.id, state: node.state, host: node.host });
}
