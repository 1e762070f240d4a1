/**
 * RegisterManagedInstance, RequestManagedInstanceRoleToken, UpdateManagedInstancePublicKey and
 * DeregisterManagedInstance.
 *
 * Whoever takes calls in has checked the node's RSA signature: `caller` is the node it is good for.
 * Source: the agent's clients (anonauth, rsaauth); answers that agent 3.3 took.
 */
import {
  deregisterManagedInstance,
  registerManagedInstance,
  updateManagedInstancePublicKey,
} from "../../controller/register-managed-instance.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import type { CallContext } from "../call-context.ts";
import { answer, done, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { epochSeconds } from "../render-time.ts";

export function answerRegisterManagedInstance(
  context: StepContext,
  input: InputOf<"RegisterManagedInstance">,
): Outcome {
  const node = registerManagedInstance(context, {
    activationId: input.ActivationId,
    activationCode: input.ActivationCode,
    publicKey: input.PublicKey,
    fingerprint: input.Fingerprint,
  });
  return "code" in node ? refuse(node) : answer({ InstanceId: node.id });
}

export function answerRequestManagedInstanceRoleToken(
  { controller, caller = "", secrets: { credentials } }: CallContext,
  { Fingerprint }: InputOf<"RequestManagedInstanceRoleToken">,
): Outcome {
  const registration = controller.nodes.get(caller)?.registration;
  if (registration === undefined) return refuse(apiError("AccessDeniedException"));
  if (registration.fingerprint !== Fingerprint) {
    return refuse(apiError("MachineFingerprintDoesNotMatch"));
  }
  if (credentials === undefined) return refuse(apiError("InternalServerError"));
  return answer({
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    TokenExpirationDate: epochSeconds(credentials.expiresMs),
    // The agent reads it whether it is there or not.
    UpdateKeyPair: false,
  });
}

export function answerUpdateManagedInstancePublicKey(
  context: CallContext,
  { NewPublicKey }: InputOf<"UpdateManagedInstancePublicKey">,
): Outcome {
  return done(updateManagedInstancePublicKey(context, context.caller ?? "", NewPublicKey));
}

export function answerDeregisterManagedInstance(
  context: StepContext,
  { InstanceId }: InputOf<"DeregisterManagedInstance">,
): Outcome {
  return done(deregisterManagedInstance(context, InstanceId));
}
