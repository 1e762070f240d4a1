/**
 * Reads what a request says about its own signature: the Authorization header and X-Amz-Date.
 *
 * Source: user guide of IAM, "Elements of an AWS API request signature"; the texts are AWS's own,
 * quoted in public reports. AWS also repeats the header in them; we don't, it may hold a secret.
 */
import { apiError, type ApiError } from "../../ssm/error.ts";

/** What an Authorization header claims; nothing of it has been checked yet. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** Lower-case names in the order of the header, which is the order they were signed in. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** What a signature is good for: one day, one region, one service. */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/**
 * The parts of an Authorization header.
 *
 * Errors: MissingAuthenticationToken without a header; IncompleteSignature for another algorithm,
 *   a missing parameter, or a credential that has not five parts.
 */
export function readAuthorization(header: string | undefined): Authorization | ApiError {
  if (header === undefined || header === "") return apiError("MissingAuthenticationToken");
  const space = header.indexOf(" ");
  const algorithm = space < 0 ? header : header.slice(0, space);
  if (algorithm !== ALGORITHM) {
    return apiError("IncompleteSignature", "Unsupported AWS 'algorithm'; use AWS4-HMAC-SHA256.");
  }
  const parameters = header.slice(ALGORITHM.length);
  const credential = readParameter(parameters, "Credential=");
  const signedHeaders = readParameter(parameters, "SignedHeaders=");
  const signature = readParameter(parameters, "Signature=");
  if (credential === "" || signature === "" || signedHeaders === "") {
    const missing = [
      ...(credential === "" ? ["Authorization header requires 'Credential' parameter."] : []),
      ...(signature === "" ? ["Authorization header requires 'Signature' parameter."] : []),
      ...(signedHeaders === "" ? ["Authorization header requires 'SignedHeaders' parameter."] : []),
    ];
    return apiError("IncompleteSignature", missing.join(" "));
  }
  const [accessKeyId = "", date = "", region = "", service = "", terminator, ...rest] =
    credential.split("/");
  if (terminator === undefined || rest.length > 0) {
    return apiError(
      "IncompleteSignature",
      "Credential must have exactly 5 slash-delimited elements, " +
        "e.g. keyid/date/region/service/term.",
    );
  }
  return {
    accessKeyId,
    scope: { date, region, service, terminator },
    signedHeaders: signedHeaders.split(";"),
    signature,
  };
}

/**
 * The moment that X-Amz-Date names.
 *
 * Units:  `20150830T123600Z` -> epoch ms.
 * Errors: IncompleteSignature if it is absent or not in that form.
 */
export function readAmzDate(text: string | undefined): number | ApiError {
  if (text === undefined) {
    return apiError(
      "IncompleteSignature",
      "Authorization header requires existence of a 'X-Amz-Date' header.",
    );
  }
  if (AMZ_DATE.test(text)) {
    return Date.UTC(
      Number(text.slice(0, 4)),
      Number(text.slice(4, 6)) - 1,
      Number(text.slice(6, 8)),
      Number(text.slice(9, 11)),
      Number(text.slice(11, 13)),
      Number(text.slice(13, 15)),
    );
  }
  return apiError("IncompleteSignature", "Date must be in ISO-8601 'basic format'.");
}

/** The inverse of `readAmzDate`. */
export function writeAmzDate(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";
const AMZ_DATE = /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d[0-5]\dZ$/;

/** The text after `name` up to the next comma or the end; "" if there is none. */
function readParameter(parameters: string, name: string): string {
  let at = parameters.indexOf(name);
  // `Signature=` must not be found in the tail of another word.
  while (at > 0 && !" ,".includes(parameters.charAt(at - 1))) at = parameters.indexOf(name, at + 1);
  if (at < 0) return "";
  const end = parameters.indexOf(",", at);
  return parameters.slice(at + name.length, end < 0 ? undefined : end).trim();
}
