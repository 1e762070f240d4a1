/**
 * What the handler of one call works on: the controller, who calls, and the secrets made for it.
 *
 * Secrets are part of a call's input. The core makes none, for what it draws comes from a seed;
 * whoever takes calls in makes those that `secretOf` names.
 */
import type { StepContext } from "../controller/step-context.ts";
import { TARGET_PREFIX } from "../ssm/operation.ts";

export interface CallContext extends StepContext {
  /** The node whose credentials or key signed the call; undefined for anybody else. */
  readonly caller: string | undefined;
  readonly secrets: CallSecrets;
}

/** The secret that a call needs; none, when there is nobody to make it. */
export interface CallSecrets {
  readonly activationCode?: string;
  readonly credentials?: RoleCredentials;
}

/** Temporary credentials of a node's role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Unix milliseconds. */
  readonly expiresMs: number;
}

/** Which secret the call of an X-Amz-Target needs. */
export function secretOf(target: string | undefined): keyof CallSecrets | undefined {
  return SECRETS.get(target ?? "");
}

const SECRETS: ReadonlyMap<string, keyof CallSecrets> = new Map([
  [`${TARGET_PREFIX}CreateActivation`, "activationCode"],
  [`${TARGET_PREFIX}RequestManagedInstanceRoleToken`, "credentials"],
]);
