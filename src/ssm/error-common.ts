/**
 * The errors that every AWS service may answer with, before an operation is even looked at.
 *
 * The pages of the services differ in the status of AccessDeniedException and IncompleteSignature
 * (403 on newer pages, 400 on older ones); JSON 1.1 services have long answered 400, and no client
 * picks its exception by the status.
 *
 * Source: "Common Errors" pages of the AWS API references. Rows that those pages lack say so.
 */
import type { ErrorRow } from "./error-row.ts";

const PAGE = 'API reference, "Common Errors"';
const WIRE = "answers of AWS JSON 1.1 services; not on the page of common errors";

export const COMMON_ERRORS = {
  AccessDeniedException: refused(400, "You do not have sufficient access to perform this action."),
  ExpiredTokenException: refused(403, "The security token included in the request is expired."),
  IncompleteSignature: refused(400, "The request signature does not conform to AWS standards."),
  InternalFailure: unknown(500, "The request processing has failed because of an unknown error."),
  InvalidSignatureException: refused(
    400,
    "The request signature we calculated does not match the signature you provided. " +
      "Check your AWS Secret Access Key and signing method. " +
      "Consult the service documentation for details.",
    WIRE,
  ),
  MalformedHttpRequestException: refused(400, "The request can't be read as an HTTP request."),
  MissingAuthenticationToken: refused(403, "Missing Authentication Token"),
  NotAuthorized: refused(401, "You do not have permission to perform this action."),
  OptInRequired: refused(403, "The AWS access key ID needs a subscription for the service."),
  RequestAbortedException: unknown(400, "The request was aborted before a reply was returned."),
  RequestEntityTooLargeException: refused(413, "The request body is too large."),
  RequestExpired: refused(
    400,
    "The request reached the service more than 15 minutes off its date.",
  ),
  RequestTimeoutException: unknown(408, "The request's body did not arrive in time."),
  SerializationException: refused(400, "The request body can't be read as JSON.", WIRE),
  ServiceUnavailable: unknown(503, "The request has failed due to a temporary failure."),
  ThrottlingException: refused(400, "Rate exceeded"),
  UnknownOperationException: refused(404, "The action or operation requested is invalid."),
  UnrecognizedClientException: refused(
    403,
    "The security token included in the request is invalid.",
  ),
  ValidationException: refused(400, "The input fails to satisfy the constraints of the service."),
} as const satisfies Record<string, ErrorRow>;

/** The service turned the request away: it certainly had no effect. */
function refused(httpStatus: number, text: string, source = PAGE): ErrorRow {
  return { httpStatus, messageMember: "message", text, definite: true, source };
}

/** The service lost the request on the way: whether it had an effect is not known. */
function unknown(httpStatus: number, text: string): ErrorRow {
  return { httpStatus, messageMember: "message", text, definite: false, source: PAGE };
}
