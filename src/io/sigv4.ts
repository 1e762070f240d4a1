/**
 * Verifies the Signature Version 4 of an HTTP request against a table of keys.
 *
 * The headers that count are those the request itself lists as signed, so any SDK's choice will
 * do; `host` (with its port) and every `x-amz-` header have to be among them. The body is always
 * hashed here: what X-Amz-Content-Sha256 claims has no say. Signatures in the query (presigned
 * URLs) are not taken: neither the API nor the control channel uses them.
 */
import { timingSafeEqual } from "node:crypto";
import { apiError, type ApiError } from "../ssm/error.ts";
import { headerValue, type SignedRequest } from "./sigv4/canonical.ts";
import { readClaims, stringToSign } from "./sigv4/claims.ts";
import { hmac, prepareKey, type HmacKey } from "./sigv4/hmac.ts";

export type { SignedRequest } from "./sigv4/canonical.ts";

export type SigV4Verdict =
  | {
      readonly ok: true;
      readonly accessKeyId: string;
      /** The node whose temporary credentials these are; undefined for a key of the table. */
      readonly node: string | undefined;
    }
  | { readonly ok: false; readonly error: ApiError };

/** Whose signatures count, and for what. */
export interface SigV4Options {
  /** Secret access keys by access key id. */
  readonly keys: ReadonlyMap<string, string>;
  /** Finds temporary credentials; without it there are none. */
  readonly sessions?: SessionLookup;
}

/** The secret of temporary credentials and whose they are, or why they are refused. */
export type SessionLookup = (
  accessKeyId: string,
  sessionToken: string,
  nowMs: number,
) => { readonly secretAccessKey: string; readonly node: string } | ApiError;

/** What one request is held against. */
export interface SigV4Expectation {
  /** The signing name: `ssm` for the API, `ssmmessages`, `ec2messages`. */
  readonly service: string;
  /** Epoch ms. */
  readonly nowMs: number;
}

/** Verifies requests; holds the derived keys of the last 256 scopes. */
export class SigV4Verifier {
  private readonly options: SigV4Options;
  private readonly signingKeys = new Map<string, HmacKey>();

  constructor(options: SigV4Options) {
    this.options = options;
  }

  /**
   * Who signed a request, or why the request is refused.
   *
   * Errors: the first of: those of `readClaims`; UnrecognizedClientException for an unknown key;
   *   those of the sessions; InvalidSignatureException for a signature that is not ours. Never
   *   throws.
   * Source: user guide of IAM, "Troubleshoot Signature Version 4 signing".
   */
  verify(request: SignedRequest, { service, nowMs }: SigV4Expectation): SigV4Verdict {
    const claims = readClaims(request, { service, nowMs });
    if ("code" in claims) return refused(claims);
    const { accessKeyId, scopeText, signature } = claims;
    const key = this.findKey(request, accessKeyId, nowMs);
    if ("code" in key) return refused(key);
    const signingKey = this.signingKey(accessKeyId, scopeText, key.secretAccessKey);
    return isEqual(hmac(signingKey, stringToSign(request, claims)), signature)
      ? { ok: true, accessKeyId, node: key.node }
      : refused(apiError("InvalidSignatureException"));
  }

  private findKey(
    request: SignedRequest,
    accessKeyId: string,
    nowMs: number,
  ): { readonly secretAccessKey: string; readonly node: string | undefined } | ApiError {
    const secretAccessKey = this.options.keys.get(accessKeyId);
    if (secretAccessKey !== undefined) return { secretAccessKey, node: undefined };
    const token = headerValue(request, "x-amz-security-token");
    const session = token === undefined ? undefined : this.options.sessions;
    return session?.(accessKeyId, token ?? "", nowMs) ?? apiError("UnrecognizedClientException");
  }

  private signingKey(accessKeyId: string, scopeText: string, secret: string): HmacKey {
    const name = `${accessKeyId}/${scopeText}`;
    const known = this.signingKeys.get(name);
    if (known !== undefined) return known;
    let key = prepareKey(Buffer.from(`AWS4${secret}`));
    for (const part of scopeText.split("/")) key = prepareKey(hmac(key, part));
    const [oldest] = this.signingKeys.keys();
    if (oldest !== undefined && this.signingKeys.size >= SIGNING_KEYS_MAX) {
      this.signingKeys.delete(oldest);
    }
    this.signingKeys.set(name, key);
    return key;
  }
}

/** A key serves one access key, day, region and service: a fleet's clients need a handful. */
const SIGNING_KEYS_MAX = 256;
const SIGNATURE = /^[0-9a-f]{64}$/;

function isEqual(signature: Buffer, claimed: string): boolean {
  return SIGNATURE.test(claimed) && timingSafeEqual(signature, Buffer.from(claimed, "hex"));
}

function refused(error: ApiError): SigV4Verdict {
  return { ok: false, error };
}
