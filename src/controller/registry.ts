/**
 * What hosts say of their nodes: who there is, in which state the instance is, and who is gone.
 */
import type { NodeState } from "../ssm/node-state.ts";
import { reachabilityChanged } from "./channel.ts";
import type { NodeReport } from "./input.ts";
import { register, storeNode, traceRegistered } from "./register-node.ts";
import type { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";
import { stepInvocation } from "./step-invocation.ts";

/** A host says what node it carries. Known before: what the host says now holds. */
export function nodeReported(context: StepContext, report: NodeReport): void {
  const known = context.controller.nodes.get(report.id);
  const node = known ?? register(context, report.id);
  if (node === undefined) return;
  const { state } = report;
  node.describe({ ...report, state: node.state });
  context.controller.tagIndex.forget();
  if (known === undefined) {
    node.state = state;
    traceRegistered(context, node);
  } else if (state !== node.state) changeState(context, node, state);
  storeNode(context, node);
}

export function nodeStateChanged(context: StepContext, nodeId: string, state: NodeState): void {
  const node = context.controller.nodes.get(nodeId);
  if (node === undefined || node.state === state) return;
  changeState(context, node, state);
  storeNode(context, node);
}

/** A node that is removed counts as Terminated for what it had open; its history stays. */
export function nodeRemoved(context: StepContext, nodeId: string): void {
  const { controller, effects } = context;
  const node = controller.nodes.get(nodeId);
  if (node === undefined) return;
  changeState(context, node, "Terminated");
  if (node.epoch >= 0) effects.push({ type: "closeChannel", node: nodeId, epoch: node.epoch });
  controller.removeNode(node);
  effects.push({ type: "storeRecord", table: "node", key: nodeId, record: undefined });
  if (effects.tracing) effects.trace({ event: "node.removed", node: nodeId });
}

function changeState(context: StepContext, node: RegisteredNode, state: NodeState): void {
  const wasReachable = node.isReachable;
  node.state = state;
  reachabilityChanged(context, node, wasReachable);
  if (state === "Terminated") terminate(context, node);
}

/** What was never handed over is Undeliverable; the rest waits for its expiry, unless told not to. */
function terminate(context: StepContext, node: RegisteredNode): void {
  const { effects } = context;
  const { failFast } = context.controller.options;
  for (const invocation of node.open) {
    stepInvocation(context, invocation, failFast ? "node.terminated.failFast" : "node.terminated");
  }
  effects.push({ type: "stopTimer", subject: node.serial, timer: 0 });
  if (node.pingStatus !== undefined) node.pingStatus = "ConnectionLost";
}
