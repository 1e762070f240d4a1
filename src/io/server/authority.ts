/**
 * Who may do what: everyone without --auth; with it, whoever signs with one of its keys.
 *
 * Admin routes and the host channel also take the admin token as `Authorization: Bearer TOKEN`.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApiError } from "../../ssm/error.ts";
import { SigV4Verifier } from "../sigv4.ts";

export interface AuthOptions {
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  readonly adminToken?: string;
}

export class Authority {
  private readonly verifier: SigV4Verifier | undefined;
  private readonly adminToken: string | undefined;

  constructor(auth: AuthOptions | undefined) {
    this.adminToken = auth?.adminToken;
    this.verifier =
      auth && new SigV4Verifier({ keys: new Map(auth.keys.map(({ id, secret }) => [id, secret])) });
  }

  /**
   * Why a signed request is refused; undefined when it may pass.
   *
   * Errors: as SigV4Verifier.verify.
   */
  refuse(request: IncomingMessage, body: Uint8Array, service: Signed): ApiError | undefined {
    if (this.verifier === undefined) return undefined;
    const { method = "", url = "", headers } = request;
    const verdict = this.verifier.verify(
      { method, url, headers, body },
      { service, nowMs: Date.now() },
    );
    return verdict.ok ? undefined : verdict.error;
  }

  /** The same for admin routes, which take the bearer token as well. */
  refuseAdmin(request: IncomingMessage, body: Uint8Array): ApiError | undefined {
    const { authorization = "" } = request.headers;
    if (this.adminToken !== undefined && isSameText(authorization, `Bearer ${this.adminToken}`)) {
      return undefined;
    }
    return this.refuse(request, body, "ssm");
  }
}

/** The signing name: `ssm` for the API and the admin routes, `ssmmessages` for control channels. */
export type Signed = "ssm" | "ssmmessages";

/** Compares in a time that depends on neither text. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
