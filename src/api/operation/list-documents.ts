/**
 * ListDocuments: the built-in documents, in the order of their names.
 *
 * A Name filter takes the beginning of a name. Filters are ANDed, the values of one are ORed.
 * Source: API reference, ListDocuments, DocumentKeyValuesFilter.
 */
import { takePage } from "../../controller/page.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { BUILT_IN_DOCUMENTS } from "../../ssm/document.ts";
import type { BuiltInDocument } from "../../ssm/document.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome, Output } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { epochSeconds } from "../render-time.ts";

type Input = InputOf<"ListDocuments">;

export function answerListDocuments({ controller }: StepContext, input: Input): Outcome {
  const filters = readFilters(input);
  if (filters.some(({ key }) => !Object.hasOwn(MATCHES, key))) {
    return refuse(apiError("InvalidFilterKey"));
  }
  const entries = DOCUMENTS.filter(({ document }) =>
    filters.every((filter) => passes(document, filter)),
  );
  const page = takePage(entries, pageRequest("ListDocuments", input, "oldestFirst"));
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    DocumentIdentifiers: page.entries.map(({ document }) => renderIdentifier(document, epochMs)),
    ...nextTokenMember(page.nextToken),
  });
}

const DOCUMENTS = [...BUILT_IN_DOCUMENTS.values()]
  .sort((one, other) => (one.name < other.name ? -1 : 1))
  .map((document, serial) => ({ serial, document }));

interface DocumentFilter {
  readonly key: string;
  readonly values: readonly string[];
}

function readFilters(input: Input): readonly DocumentFilter[] {
  return [
    ...(input.DocumentFilterList ?? []).map(({ key, value }) => ({ key, values: [value] })),
    ...(input.Filters ?? []).map(({ Key: key = "", Values: values = [] }) => ({ key, values })),
  ];
}

function passes(document: BuiltInDocument, { key, values }: DocumentFilter): boolean {
  return values.some((value) => MATCHES[key]?.(document, value) ?? false);
}

const MATCHES: Readonly<Record<string, (document: BuiltInDocument, value: string) => boolean>> = {
  Name: ({ name }, value) => name.startsWith(value),
  Owner: (_document, value) => value === "Amazon" || value === "Public" || value === "All",
  PlatformTypes: ({ platformTypes }, value) => platformTypes.some((type) => type === value),
  DocumentType: ({ documentType }, value) => documentType === value,
};

function renderIdentifier(document: BuiltInDocument, epochMs: number): Output {
  return {
    Name: document.name,
    CreatedDate: epochSeconds(epochMs),
    Owner: document.owner,
    PlatformTypes: document.platformTypes,
    DocumentVersion: document.documentVersion,
    DocumentType: document.documentType,
    SchemaVersion: document.content.schemaVersion,
    DocumentFormat: "JSON",
    Tags: [],
  };
}
