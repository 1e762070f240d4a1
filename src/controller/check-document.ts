/**
 * Checks a request against the document that it names.
 *
 * Source: API reference, SendCommand, Errors; the texts of InvalidParameters are our choice.
 */
import type { DocumentContent, DocumentParameter } from "../ssm/document.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { DOCUMENT_BYTES_MAX, EXECUTION_TIMEOUT_SECONDS_DEFAULT } from "../ssm/limit.ts";
import { byteStringOfText } from "../wire/utf8.ts";
import type { CommandRequest } from "./command-request.ts";
import type { Controller } from "./controller.ts";
import { findDocument } from "./find-document.ts";
import type { FoundDocument } from "./find-document.ts";
import { valueProblem } from "./parameter-value.ts";

type Wish = Pick<CommandRequest, "documentName" | "documentVersion" | "parameters">;

/**
 * The document of a request, when everything that the request says of it is right.
 *
 * Errors: InvalidDocument (unknown, or another DocumentHash), InvalidDocumentVersion,
 *         InvalidParameters (not declared, required but absent, or against its declaration),
 *         MaxDocumentSizeExceeded (content and parameters together).
 */
export function checkDocument(
  controller: Controller,
  request: Wish,
  expectedHash: string | undefined,
): FoundDocument | ApiError {
  const document = findDocument(controller, request.documentName, {
    version: request.documentVersion,
  });
  if ("code" in document) return document;
  const { hash, content, text } = document.version;
  if (expectedHash !== undefined && expectedHash !== hash) {
    return apiError("InvalidDocument", "The document hash does not match the document content.");
  }
  const declared = content.parameters ?? {};
  const problem =
    findUnknown(request.parameters, declared) ?? findInvalid(request.parameters, declared);
  if (problem !== undefined) return apiError("InvalidParameters", problem);
  const bytes = byteStringOfText(text + JSON.stringify(request.parameters)).length;
  return bytes > DOCUMENT_BYTES_MAX ? apiError("MaxDocumentSizeExceeded") : document;
}

/**
 * How long the steps may run, as far as ExpiresAfter counts it: the parameter executionTimeout, or
 * its default, or that of documents without one.
 */
export function executionTimeoutOf(
  parameters: CommandRequest["parameters"],
  content: DocumentContent,
): number {
  const declared = content.parameters?.["executionTimeout"]?.default;
  const given = parameters["executionTimeout"]?.[0];
  const text = given ?? (typeof declared === "number" ? String(declared) : declared);
  const isSeconds = typeof text === "string" && SECONDS.test(text);
  return isSeconds ? Number(text) : EXECUTION_TIMEOUT_SECONDS_DEFAULT;
}

/** At most what an agent takes, and a day more: a time far off would be no time any more. */
const SECONDS = /^[1-9][0-9]{0,5}$/;

type Declared = Readonly<Record<string, DocumentParameter>>;

function findUnknown(given: CommandRequest["parameters"], declared: Declared): string | undefined {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length === 0) return undefined;
  return `Parameters ${unknown.join(", ")} are not defined in the document`;
}

function findInvalid(given: CommandRequest["parameters"], declared: Declared): string | undefined {
  for (const [name, parameter] of Object.entries(declared)) {
    const values = Object.hasOwn(given, name) ? given[name] : undefined;
    if (values === undefined) {
      if (parameter.default === undefined) return `Parameter ${name} is required`;
      continue;
    }
    const problem = valueProblem(parameter, values);
    if (problem !== undefined) return `Parameter ${name} ${problem}`;
  }
  return undefined;
}
