/**
 * Verifies the Signature Version 4 of an HTTP request against a table of keys.
 *
 * The headers that count are those the request itself lists as signed, so any SDK's choice will
 * do; `host` (with its port) and every `x-amz-` header have to be among them. The body is always
 * hashed here: what X-Amz-Content-Sha256 claims has no say. Signatures in the query (presigned
 * URLs) are not taken: neither the API nor the control channel uses them.
 */
import { hash, timingSafeEqual } from "node:crypto";
import { apiError, type ApiError } from "../ssm/error.ts";
import { REQUEST_SKEW_MS_MAX } from "../ssm/limit.ts";
import {
  ALGORITHM,
  readAmzDate,
  readAuthorization,
  writeAmzDate,
  type Authorization,
  type Scope,
} from "./sigv4/authorization.ts";
import { canonicalRequest, headerValue, type SignedRequest } from "./sigv4/canonical.ts";
import { hmac, prepareKey, type HmacKey } from "./sigv4/hmac.ts";

export type { SignedRequest } from "./sigv4/canonical.ts";

export type SigV4Verdict =
  | { readonly ok: true; readonly accessKeyId: string }
  | { readonly ok: false; readonly error: ApiError };

/** Whose signatures count, and for what. */
export interface SigV4Options {
  /** Secret access keys by access key id. */
  readonly keys: ReadonlyMap<string, string>;
  /** The only region that a signature may be for; any region if it is left out. */
  readonly region?: string;
}

/** What one request is held against. */
export interface SigV4Expectation {
  /** The signing name: `ssm` for the API, `ssmmessages` for the control channel. */
  readonly service: string;
  /** Epoch ms. */
  readonly nowMs: number;
}

/** Verifies requests; holds the derived keys of the last 256 scopes. */
export class SigV4Verifier {
  private readonly keys: ReadonlyMap<string, string>;
  private readonly region: string | undefined;
  private readonly signingKeys = new Map<string, HmacKey>();

  constructor(options: SigV4Options) {
    this.keys = options.keys;
    this.region = options.region;
  }

  /**
   * The access key that signed a request, or why the request is refused.
   *
   * Errors: the first of: MissingAuthenticationToken; IncompleteSignature;
   *   InvalidSignatureException for a scope of another region, service or day; RequestExpired past
   *   15 minutes either way; InvalidSignatureException for a header that had to be signed;
   *   UnrecognizedClientException for an unknown key; InvalidSignatureException for a signature
   *   that is not ours. Never throws.
   * Source: user guide of IAM, "Troubleshoot Signature Version 4 signing".
   */
  verify(request: SignedRequest, expected: SigV4Expectation): SigV4Verdict {
    const authorization = readAuthorization(headerValue(request, "authorization"));
    if ("code" in authorization) return refused(authorization);
    const amzDate = headerValue(request, "x-amz-date") ?? "";
    const signedAtMs = readAmzDate(amzDate === "" ? undefined : amzDate);
    if (typeof signedAtMs !== "number") return refused(signedAtMs);
    const problem =
      this.findScopeProblem(authorization.scope, amzDate, expected.service) ??
      findSkew(amzDate, signedAtMs, expected.nowMs) ??
      findUnsigned(request, authorization.signedHeaders);
    if (problem !== undefined) return refused(problem);
    const secret = this.keys.get(authorization.accessKeyId);
    if (secret === undefined) return refused(apiError("UnrecognizedClientException"));
    const signature = this.sign(request, authorization, amzDate, secret);
    return isEqual(signature, authorization.signature)
      ? { ok: true, accessKeyId: authorization.accessKeyId }
      : refused(apiError("InvalidSignatureException"));
  }

  private findScopeProblem(scope: Scope, amzDate: string, service: string): ApiError | undefined {
    const date = amzDate.slice(0, 8);
    const regionFits =
      this.region === undefined ? REGION.test(scope.region) : scope.region === this.region;
    if (
      regionFits &&
      scope.service === service &&
      scope.terminator === "aws4_request" &&
      scope.date === date
    ) {
      return undefined;
    }
    const problems = [
      ...(regionFits ? [] : ["Credential should be scoped to a valid region."]),
      ...(scope.service === service
        ? []
        : [`Credential should be scoped to correct service: '${service}'.`]),
      ...(scope.terminator === "aws4_request"
        ? []
        : ["Credential should be scoped with a valid terminator: 'aws4_request'."]),
      ...(scope.date === date
        ? []
        : [
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from " +
              `HTTP: '${scope.date}' != '${date}', from '${amzDate}'.`,
          ]),
    ];
    return apiError("InvalidSignatureException", problems.join(" "));
  }

  private sign(
    request: SignedRequest,
    { accessKeyId, scope, signedHeaders }: Authorization,
    amzDate: string,
    secret: string,
  ): Buffer {
    const scopeText = `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
    const canonical = canonicalRequest(request, signedHeaders, hash("sha256", request.body));
    const canonicalHash = hash("sha256", Buffer.from(canonical, "latin1"));
    return hmac(
      this.signingKey(accessKeyId, scopeText, secret),
      `${ALGORITHM}\n${amzDate}\n${scopeText}\n${canonicalHash}`,
    );
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
const REGION = /^[a-z0-9-]{1,32}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

function findSkew(amzDate: string, signedAtMs: number, nowMs: number): ApiError | undefined {
  if (Math.abs(nowMs - signedAtMs) <= REQUEST_SKEW_MS_MAX) return undefined;
  const minutes = REQUEST_SKEW_MS_MAX / 60_000;
  const now = writeAmzDate(nowMs);
  return apiError(
    "RequestExpired",
    signedAtMs < nowMs
      ? `Signature expired: ${amzDate} is now earlier than ` +
          `${writeAmzDate(nowMs - REQUEST_SKEW_MS_MAX)} (${now} - ${minutes} min.)`
      : `Signature not yet current: ${amzDate} is still later than ` +
          `${writeAmzDate(nowMs + REQUEST_SKEW_MS_MAX)} (${now} + ${minutes} min.)`,
  );
}

/** Without this, an X-Amz-Target that was not signed could be exchanged on the way. */
function findUnsigned(
  request: SignedRequest,
  signedHeaders: readonly string[],
): ApiError | undefined {
  let unsigned = signedHeaders.includes("host") ? undefined : "host";
  for (const name in request.headers) {
    if (name.startsWith("x-amz-") && !signedHeaders.includes(name)) unsigned ??= name;
  }
  if (unsigned === undefined) return undefined;
  return apiError(
    "InvalidSignatureException",
    `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`,
  );
}

function isEqual(signature: Buffer, claimed: string): boolean {
  return SIGNATURE.test(claimed) && timingSafeEqual(signature, Buffer.from(claimed, "hex"));
}

function refused(error: ApiError): SigV4Verdict {
  return { ok: false, error };
}
