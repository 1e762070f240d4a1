/**
 * Who may do what: everyone without --auth; with it, whoever signs with one of its keys, and nodes
 * with the temporary credentials of their role, for themselves alone.
 *
 * How a node asks for those credentials is verified with and without --auth: the signature says
 * which node it is. Admin routes and the host channel also take the admin token as
 * `Authorization: Bearer TOKEN`.
 */
import type { IncomingMessage } from "node:http";
import { TARGET_PREFIX } from "../../ssm/operation.ts";
import { apiError } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";
import { SigV4Verifier } from "../sigv4.ts";
import type { SessionLookup } from "../sigv4.ts";
import { verifyRsa } from "../sigv4/rsa.ts";
import { isSameText } from "./same-text.ts";

export interface AuthOptions {
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  readonly adminToken?: string;
}

export interface AuthorityParts {
  readonly auth: AuthOptions | undefined;
  readonly sessions: SessionLookup;
  /** The key that a node registered with, as DER in base64. */
  readonly publicKeyOf: (node: string) => string | undefined;
}

/** Who calls: a node, or (undefined) somebody who may do anything. */
export interface Caller {
  readonly node: string | undefined;
}

/** The signing name: `ssm` for the API and the admin routes, the others for agents' channels. */
export type Signed = "ssm" | "ssmmessages" | "ec2messages";

export class Authority {
  private readonly verifier: SigV4Verifier | undefined;
  private readonly adminToken: string | undefined;
  private readonly publicKeyOf: AuthorityParts["publicKeyOf"];

  constructor({ auth, sessions, publicKeyOf }: AuthorityParts) {
    this.adminToken = auth?.adminToken;
    this.publicKeyOf = publicKeyOf;
    const keys = new Map(auth?.keys.map(({ id, secret }) => [id, secret]));
    this.verifier = auth && new SigV4Verifier({ keys, sessions });
  }

  /**
   * Who makes an API call. An agent registers unsigned, and asks for credentials by its RSA key.
   *
   * Errors: as SigV4Verifier.verify and verifyRsa.
   */
  identify(request: IncomingMessage, body: Uint8Array, service: Signed): Caller | ApiError {
    const target = String(request.headers["x-amz-target"]);
    if (target === UNSIGNED_TARGET) return ANYBODY;
    if (RSA_TARGETS.has(target)) {
      return verifyRsa(signedRequest(request, body), this.publicKeyOf, Date.now());
    }
    if (this.verifier === undefined) return ANYBODY;
    const expected = { service, nowMs: Date.now() };
    const verdict = this.verifier.verify(signedRequest(request, body), expected);
    return verdict.ok ? verdict : verdict.error;
  }

  /**
   * Why a signed request is refused; undefined when it may pass.
   *
   * Errors: as SigV4Verifier.verify; NotAuthorized for credentials of another node than the one
   *   that the request is about.
   */
  refuse(
    request: IncomingMessage,
    body: Uint8Array,
    service: Signed,
    about?: string,
  ): ApiError | undefined {
    if (this.verifier === undefined) return undefined;
    const expected = { service, nowMs: Date.now() };
    const verdict = this.verifier.verify(signedRequest(request, body), expected);
    if (!verdict.ok) return verdict.error;
    return verdict.node === undefined || verdict.node === about
      ? undefined
      : apiError("NotAuthorized");
  }

  /** The same for admin routes, which take the bearer token as well, and no node's credentials. */
  refuseAdmin(request: IncomingMessage, body: Uint8Array): ApiError | undefined {
    const { authorization = "" } = request.headers;
    if (this.adminToken !== undefined && isSameText(authorization, `Bearer ${this.adminToken}`)) {
      return undefined;
    }
    return this.refuse(request, body, "ssm");
  }
}

const ANYBODY: Caller = { node: undefined };
const UNSIGNED_TARGET = `${TARGET_PREFIX}RegisterManagedInstance`;
const RSA_TARGETS: ReadonlySet<string> = new Set([
  `${TARGET_PREFIX}RequestManagedInstanceRoleToken`,
  `${TARGET_PREFIX}UpdateManagedInstancePublicKey`,
]);

function signedRequest({ method = "", url = "", headers }: IncomingMessage, body: Uint8Array) {
  return { method, url, headers, body };
}
