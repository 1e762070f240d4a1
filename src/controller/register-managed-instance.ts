/**
 * RegisterManagedInstance, UpdateManagedInstancePublicKey and DeregisterManagedInstance: how a
 * machine becomes a managed node by an activation, and how it ceases to be one.
 *
 * A node that was deregistered does not come back by a health report, as an agent that nobody has
 * announced does: its id is remembered.
 * Source: API reference; the agent's anonymous client; user guide, "Deregistering managed nodes".
 */
import { drawNodeId } from "../kernel/ids.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { isCodeOf, storeActivation } from "./activations.ts";
import type { Activation } from "./activation.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import { register, storeNode, traceRegistered } from "./register-node.ts";
import type { RegisteredNode } from "./registered-node.ts";
import { nodeRemoved } from "./registry.ts";
import type { StepContext } from "./step-context.ts";

export interface RegistrationRequest {
  readonly activationId: string;
  readonly activationCode: string;
  /** DER of the SubjectPublicKeyInfo, in base64. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** Ids of deregistered nodes that are remembered; the oldest is forgotten first. */
export const DEREGISTERED_MAX = 10_000;

/**
 * The new node; nothing else depends on the activation from now on.
 *
 * Errors: InvalidActivation: there is none of this id and code (any more), it has expired or is
 *   used up; ThrottlingException when the fleet is full.
 */
export function registerManagedInstance(
  context: StepContext,
  request: RegistrationRequest,
): RegisteredNode | ApiError {
  const activation = context.controller.registrations.activations.get(request.activationId);
  // An id that exists is not told from one that does not: the code alone opens anything.
  if (activation === undefined || !isCodeOf(activation, request.activationCode)) {
    return apiError("InvalidActivation", NO_SUCH_ACTIVATION);
  }
  if (activation.isExpired(context.nowMs)) return apiError("InvalidActivation", EXPIRED);
  if (activation.isExhausted) return apiError("InvalidActivation", EXHAUSTED);
  const node = register(context, drawNodeId(context.controller.messageIds, "mi-"));
  if (node === undefined) return apiError("ThrottlingException");
  describe(node, activation, request);
  activation.registrationsCount += 1;
  storeActivation(context, activation);
  storeNode(context, node);
  traceRegistered(context, node);
  return node;
}

/** Errors: AccessDeniedException for a node that no activation has registered. */
export function updateManagedInstancePublicKey(
  context: StepContext,
  nodeId: string,
  publicKey: string,
): ApiError | undefined {
  const node = context.controller.nodes.get(nodeId);
  if (node?.registration === undefined) return apiError("AccessDeniedException");
  node.registration = { ...node.registration, publicKey };
  storeNode(context, node);
  return undefined;
}

/** Errors: InvalidInstanceId for a node that is not there. Its commands stay in the history. */
export function deregisterManagedInstance(
  context: StepContext,
  nodeId: string,
): ApiError | undefined {
  const { controller, effects } = context;
  if (!controller.nodes.has(nodeId)) return apiError("InvalidInstanceId");
  nodeRemoved(context, nodeId);
  const { deregistered } = controller.registrations;
  const [oldest] = deregistered.keys();
  if (oldest !== undefined && deregistered.size >= DEREGISTERED_MAX) {
    deregistered.delete(oldest);
    effects.push({ type: "storeRecord", table: "deregistered", key: oldest, record: undefined });
  }
  const saved = { id: nodeId, serial: controller.takeSerial() };
  deregistered.set(nodeId, saved);
  const record = { save: () => saved };
  effects.push({ type: "storeRecord", table: "deregistered", key: nodeId, record });
  const key = CONTROLLER_KEY;
  effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  return undefined;
}

function describe(
  node: RegisteredNode,
  activation: Activation,
  request: RegistrationRequest,
): void {
  const { iamRole, defaultInstanceName, tags } = activation.grant;
  const { publicKey, fingerprint } = request;
  node.tags = tags;
  node.registration = {
    activationId: activation.id,
    iamRole,
    name: defaultInstanceName,
    publicKey,
    fingerprint,
  };
}

const NO_SUCH_ACTIVATION =
  "The activation isn't valid. The activation might have been deleted, or the ActivationId and " +
  "the ActivationCode don't match.";
const EXPIRED = "The activation isn't valid. It has expired.";
const EXHAUSTED = "The activation isn't valid. It has registered as many nodes as it may.";
