/**
 * CreateDocument, UpdateDocument, UpdateDocumentDefaultVersion and DeleteDocument.
 *
 * Commands keep the content that they were sent with, so a change here changes nothing that was
 * accepted before. A version that is new is the latest one at once, and the default one only when
 * somebody says so.
 * Source: API reference of these operations; the order of checks is our choice.
 */
import type { DocumentFormat } from "../ssm/document-type.ts";
import { BUILT_IN_DOCUMENTS } from "../ssm/document.ts";
import type { DocumentContent } from "../ssm/document.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { DOCUMENT_BYTES_MAX, DOCUMENT_VERSIONS_MAX, DOCUMENTS_MAX } from "../ssm/limit.ts";
import { byteStringOfText } from "../wire/utf8.ts";
import { CONTROLLER_KEY } from "./controller.ts";
import { readDocumentContent } from "./document-content.ts";
import { Document } from "./document.ts";
import type { DocumentHead, DocumentVersion } from "./document.ts";
import { findDocument, unknownDocument } from "./find-document.ts";
import type { VersionWish } from "./find-document.ts";
import { sha256Hex } from "./sha256.ts";
import type { StepContext } from "./step-context.ts";

/** A version as a client brings it in; texts that were not given are "". */
export interface VersionOrder extends Pick<
  DocumentVersion,
  "versionName" | "displayName" | "targetType" | "text"
> {
  readonly format: DocumentFormat;
  /** The value of the text, or one line that says why there is none. */
  readonly value: { readonly value: unknown } | { readonly problem: string };
}

/**
 * Creates a document with its first version.
 *
 * Errors: ValidationException (a name that is reserved), DocumentAlreadyExists,
 *         DocumentLimitExceeded, MaxDocumentSizeExceeded, InvalidDocumentContent,
 *         InvalidDocumentSchemaVersion.
 */
export function createDocument(
  context: StepContext,
  head: Pick<DocumentHead, "name" | "requires" | "tags">,
  order: VersionOrder,
): Document | ApiError {
  const { controller, nowMs } = context;
  const content = nameProblem(context, head.name) ?? readOrder(order);
  if ("code" in content) return content;
  const first = versionOf(order, { number: 1, content, createdMs: nowMs });
  const serial = controller.takeSerial();
  const document = new Document({ ...head, serial, createdMs: nowMs }, first);
  controller.documents.set(head.name, document);
  const key = CONTROLLER_KEY;
  context.effects.push({ type: "storeRecord", table: "controller", key, record: controller });
  store(context, document);
  return document;
}

/**
 * Adds a version to a document.
 *
 * Errors: InvalidDocument, InvalidDocumentOperation (AWS owns it), InvalidDocumentVersion (not the
 *         latest), MaxDocumentSizeExceeded, InvalidDocumentContent, InvalidDocumentSchemaVersion,
 *         DuplicateDocumentContent, DuplicateDocumentVersionName, DocumentVersionLimitExceeded.
 */
export function updateDocument(
  context: StepContext,
  name: string,
  order: VersionOrder & { readonly of: string },
): Document | ApiError {
  const document = ownDocument(context, name);
  if ("code" in document) return document;
  const found = findDocument(context.controller, name, { version: order.of || "$LATEST" });
  if ("code" in found) return found;
  if (found.version.number !== document.latest.number) {
    const latest = `The latest version is ${document.latest.number}; only that can be updated.`;
    return apiError("InvalidDocumentVersion", latest);
  }
  const content = readOrder(order);
  if ("code" in content) return content;
  const createdMs = context.nowMs;
  const version = versionOf(order, { number: document.nextNumber, content, createdMs });
  const { versions } = document;
  if (versions.some(({ hash, format }) => hash === version.hash && format === version.format)) {
    return apiError("DuplicateDocumentContent");
  }
  const { versionName } = version;
  if (versionName !== "" && versions.some((other) => other.versionName === versionName)) {
    return apiError("DuplicateDocumentVersionName");
  }
  if (versions.length >= DOCUMENT_VERSIONS_MAX) return apiError("DocumentVersionLimitExceeded");
  document.versions = [...versions, version];
  document.nextNumber += 1;
  store(context, document);
  return document;
}

/** Errors: InvalidDocument, InvalidDocumentVersion. */
export function updateDefaultVersion(
  context: StepContext,
  name: string,
  version: string,
): DocumentVersion | ApiError {
  const found = findDocument(context.controller, name, { version });
  if ("code" in found) return found;
  const document = ownDocument(context, name);
  if ("code" in document) return unknownDocument(name);
  document.defaultNumber = found.version.number;
  store(context, document);
  return found.version;
}

/**
 * Deletes a document, or the one version of it that is named.
 *
 * Errors: InvalidDocument (also for a version that does not exist), InvalidDocumentOperation (AWS
 *         owns it, or the version is the default one).
 */
export function deleteDocument(
  context: StepContext,
  name: string,
  wish: VersionWish,
): ApiError | undefined {
  const document = ownDocument(context, name);
  if ("code" in document) return document;
  if (wish.version === undefined && wish.versionName === undefined) {
    context.controller.documents.delete(name);
    context.effects.push({ type: "storeRecord", table: "document", key: name, record: undefined });
    return undefined;
  }
  const found = findDocument(context.controller, name, wish);
  if ("code" in found) return apiError("InvalidDocument", found.message);
  const { number } = found.version;
  if (number === document.defaultNumber) {
    const problem = `Version ${number} is the default version, which can't be deleted by itself.`;
    return apiError("InvalidDocumentOperation", problem);
  }
  document.versions = document.versions.filter((version) => version.number !== number);
  store(context, document);
  return undefined;
}

function nameProblem({ controller }: StepContext, name: string): ApiError | undefined {
  const lower = name.toLowerCase();
  const reserved = RESERVED_PREFIXES.find((prefix) => lower.startsWith(prefix));
  if (BUILT_IN_DOCUMENTS.has(name) || controller.documents.has(name)) {
    return apiError("DocumentAlreadyExists", `Document with name ${name} already exists.`);
  }
  if (reserved !== undefined) {
    const problem = `Document name ${name} begins with ${reserved}, which is reserved.`;
    return apiError("ValidationException", problem);
  }
  return controller.documents.size >= DOCUMENTS_MAX ? apiError("DocumentLimitExceeded") : undefined;
}

/** The longer ones (AWSEC2, AWSConfigRemediation, AWSSupport) begin with `aws`, too. */
const RESERVED_PREFIXES = ["aws", "amazon", "amzn"];

function readOrder({ text, value }: VersionOrder): DocumentContent | ApiError {
  if (byteStringOfText(text).length > DOCUMENT_BYTES_MAX) {
    return apiError("MaxDocumentSizeExceeded");
  }
  if ("problem" in value) {
    return apiError("InvalidDocumentContent", `The content is not valid: ${value.problem}`);
  }
  return readDocumentContent(value.value);
}

function versionOf(
  { versionName, displayName, targetType, format, text }: VersionOrder,
  made: Pick<DocumentVersion, "number" | "content" | "createdMs">,
): DocumentVersion {
  const hash = sha256Hex(byteStringOfText(text));
  return { ...made, versionName, displayName, targetType, format, text, hash };
}

function ownDocument({ controller }: StepContext, name: string): Document | ApiError {
  const document = controller.documents.get(name);
  if (document !== undefined) return document;
  if (!BUILT_IN_DOCUMENTS.has(name)) return unknownDocument(name);
  return apiError("InvalidDocumentOperation", `Document ${name} is owned by Amazon.`);
}

function store({ effects }: StepContext, document: Document): void {
  const { name } = document.head;
  effects.push({ type: "storeRecord", table: "document", key: name, record: document });
}
