/**
 * What a signed request claims, held against what may be claimed: everything but the signature.
 *
 * Source: user guide of IAM, "Troubleshoot Signature Version 4 signing".
 */
import { hash } from "node:crypto";
import { apiError, type ApiError } from "../../ssm/error.ts";
import { REQUEST_SKEW_MS_MAX } from "../../ssm/limit.ts";
import {
  ALGORITHM,
  readAmzDate,
  readAuthorization,
  writeAmzDate,
  type Authorization,
  type Scope,
} from "./authorization.ts";
import { canonicalRequest, headerValue, type SignedRequest } from "./canonical.ts";

export interface Claims extends Authorization {
  readonly amzDate: string;
  /** The scope as it stands in the string to sign. */
  readonly scopeText: string;
}

export interface ClaimExpectation {
  /** The signing name. */
  readonly service: string;
  /** Epoch ms. */
  readonly nowMs: number;
  /** An `x-amz-` header that need not be signed. */
  readonly unsigned?: string;
}

/**
 * The claims of a request.
 *
 * Errors: the first of: MissingAuthenticationToken; IncompleteSignature; InvalidSignatureException
 *   for a scope of no region, or of another service or day; RequestExpired past 15 minutes either way;
 *   InvalidSignatureException for a header that had to be signed.
 */
export function readClaims(request: SignedRequest, expected: ClaimExpectation): Claims | ApiError {
  const authorization = readAuthorization(headerValue(request, "authorization"));
  if ("code" in authorization) return authorization;
  const amzDate = headerValue(request, "x-amz-date") ?? "";
  const signedAtMs = readAmzDate(amzDate === "" ? undefined : amzDate);
  if (typeof signedAtMs !== "number") return signedAtMs;
  const { scope, signedHeaders } = authorization;
  const problem =
    findScopeProblem(scope, amzDate, expected) ??
    findSkew(amzDate, signedAtMs, expected.nowMs) ??
    findUnsigned(request, signedHeaders, expected.unsigned);
  if (problem !== undefined) return problem;
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
  return { ...authorization, amzDate, scopeText };
}

/** What was signed; the characters are bytes. */
export function stringToSign(request: SignedRequest, claims: Claims): string {
  const canonical = canonicalRequest(request, claims.signedHeaders, hash("sha256", request.body));
  const canonicalHash = hash("sha256", Buffer.from(canonical, "latin1"));
  return `${ALGORITHM}\n${claims.amzDate}\n${claims.scopeText}\n${canonicalHash}`;
}

const REGION = /^[a-z0-9-]{1,32}$/;

function findScopeProblem(
  scope: Scope,
  amzDate: string,
  { service }: ClaimExpectation,
): ApiError | undefined {
  const date = amzDate.slice(0, 8);
  // Our choice: one controller stands for every region that its clients are set to.
  const regionFits = REGION.test(scope.region);
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
  exempt: string | undefined,
): ApiError | undefined {
  let unsigned = signedHeaders.includes("host") ? undefined : "host";
  for (const name in request.headers) {
    if (!name.startsWith("x-amz-") || name === exempt) continue;
    if (!signedHeaders.includes(name)) unsigned ??= name;
  }
  if (unsigned === undefined) return undefined;
  return apiError(
    "InvalidSignatureException",
    `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`,
  );
}
