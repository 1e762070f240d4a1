/**
 * Checks a request against the document that it names. The built-in documents are all there are.
 *
 * Source: API reference, SendCommand, Errors; the texts of InvalidParameters are our choice.
 */
import { BUILT_IN_DOCUMENTS } from "../ssm/document.ts";
import type { BuiltInDocument, DocumentParameter } from "../ssm/document.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { DOCUMENT_BYTES_MAX, EXECUTION_TIMEOUT_SECONDS_DEFAULT } from "../ssm/limit.ts";
import { byteStringOfText } from "../wire/utf8.ts";
import type { CommandRequest } from "./command-request.ts";
import { documentHash, documentText } from "./document-text.ts";

/** The document of this name and version, or why there is none. */
export function findDocument(name: string, version: string): BuiltInDocument | ApiError {
  const document = BUILT_IN_DOCUMENTS.get(name);
  if (document === undefined) {
    return apiError("InvalidDocument", `Document with name ${name} does not exist.`);
  }
  const isKnown = ["", "$DEFAULT", "$LATEST", document.documentVersion].includes(version);
  return isKnown
    ? document
    : apiError("InvalidDocumentVersion", `Document version ${version} does not exist.`);
}

/** Errors: InvalidDocument (unknown, or another DocumentHash), InvalidDocumentVersion. */
export function checkDocument(
  request: CommandRequest,
  expectedHash: string | undefined,
): ApiError | undefined {
  const document = findDocument(request.documentName, request.documentVersion);
  if ("code" in document) return document;
  if (expectedHash === undefined || expectedHash === documentHash(document)) return undefined;
  return apiError("InvalidDocument", "The document hash does not match the document content.");
}

/**
 * Errors: InvalidParameters (not declared, required but absent, or against its declaration),
 *         MaxDocumentSizeExceeded (content and parameters together).
 */
export function checkParameters(request: CommandRequest): ApiError | undefined {
  const document = BUILT_IN_DOCUMENTS.get(request.documentName);
  if (document === undefined) return undefined;
  const declared = document.content.parameters;
  const problem =
    findUnknown(request.parameters, declared) ?? findInvalid(request.parameters, declared);
  if (problem !== undefined) return apiError("InvalidParameters", problem);
  const text = documentText(document) + JSON.stringify(request.parameters);
  return byteStringOfText(text).length > DOCUMENT_BYTES_MAX
    ? apiError("MaxDocumentSizeExceeded")
    : undefined;
}

/** The parameter executionTimeout of a request, or the default; it bounds ExpiresAfter. */
export function executionTimeoutOf(parameters: CommandRequest["parameters"]): number {
  const [text = ""] = parameters["executionTimeout"] ?? [];
  const seconds = Number(text);
  return text !== "" && Number.isInteger(seconds) ? seconds : EXECUTION_TIMEOUT_SECONDS_DEFAULT;
}

type Declared = Readonly<Record<string, DocumentParameter>>;

function findUnknown(given: CommandRequest["parameters"], declared: Declared): string | undefined {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length === 0) return undefined;
  return `Parameters ${unknown.join(", ")} are not defined in the document`;
}

function findInvalid(given: CommandRequest["parameters"], declared: Declared): string | undefined {
  for (const [name, parameter] of Object.entries(declared)) {
    const values = Object.hasOwn(given, name) ? given[name] : undefined;
    const problem =
      values === undefined ? findMissing(name, parameter) : findWrong(name, parameter, values);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function findMissing(name: string, parameter: DocumentParameter): string | undefined {
  return parameter.default === undefined ? `Parameter ${name} is required` : undefined;
}

function findWrong(
  name: string,
  parameter: DocumentParameter,
  values: readonly string[],
): string | undefined {
  const { type, minItems = 0, maxChars, allowedPattern } = parameter;
  if (type === "String" && values.length !== 1) {
    return `Parameter ${name} takes exactly one value; found ${values.length}`;
  }
  if (values.length < minItems) return `Parameter ${name} takes at least ${minItems} values`;
  if (maxChars !== undefined && values.some((value) => value.length > maxChars)) {
    return `Parameter ${name} takes at most ${maxChars} characters`;
  }
  // Patterns of the built-in documents run in linear time.
  const pattern = allowedPattern === undefined ? undefined : new RegExp(`^(?:${allowedPattern})$`);
  return pattern !== undefined && values.some((value) => !pattern.test(value))
    ? `Parameter ${name} does not match the allowed pattern ${allowedPattern ?? ""}`
    : undefined;
}
