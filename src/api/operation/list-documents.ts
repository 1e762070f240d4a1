/**
 * ListDocuments: AWS's documents and the client's own, each in its default version.
 *
 * A Name filter takes the beginning of a name, SearchKeyword any part of it. Filters are ANDed, the
 * values of one are ORed.
 * Source: API reference, ListDocuments, DocumentKeyValuesFilter; the order is our choice.
 */
import { listDocuments } from "../../controller/find-document.ts";
import type { FoundDocument } from "../../controller/find-document.ts";
import { takePage } from "../../controller/page.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome, Output } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { renderNames, renderRequires, renderTags } from "../render-document.ts";
import { epochSeconds } from "../render-time.ts";

type Input = InputOf<"ListDocuments">;

export function answerListDocuments({ controller }: StepContext, input: Input): Outcome {
  const filters = readFilters(input);
  if (!filters.every(isKnown)) return refuse(apiError("InvalidFilterKey"));
  const entries = listDocuments(controller)
    .filter((document) => filters.every((filter) => passes(document, filter)))
    .map((document) => ({ serial: document.serial, document }));
  const page = takePage(entries, pageRequest("ListDocuments", input, "oldestFirst"));
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    DocumentIdentifiers: page.entries.map(({ document }) => renderIdentifier(document, epochMs)),
    ...nextTokenMember(page.nextToken),
  });
}

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

const TAG = "tag:";

function isKnown({ key }: DocumentFilter): boolean {
  return Object.hasOwn(MATCHES, key) || key.startsWith(TAG);
}

function passes(document: FoundDocument, { key, values }: DocumentFilter): boolean {
  const tag = key.startsWith(TAG) ? key.slice(TAG.length) : undefined;
  if (tag === undefined) return values.some((value) => MATCHES[key]?.(document, value) ?? false);
  return Object.hasOwn(document.tags, tag) && values.includes(document.tags[tag] ?? "");
}

const MATCHES: Readonly<Record<string, (document: FoundDocument, value: string) => boolean>> = {
  Name: ({ name }, value) => name.startsWith(value),
  SearchKeyword: ({ name }, value) => name.toLowerCase().includes(value.toLowerCase()),
  Owner: ({ isBuiltIn }, value) => value === "All" || (isBuiltIn ? AMAZONS : OURS).includes(value),
  PlatformTypes: ({ platformTypes }, value) => platformTypes.some((type) => type === value),
  DocumentType: (_document, value) => value === "Command",
  TargetType: ({ version }, value) => version.targetType === value,
};

const AMAZONS: readonly string[] = ["Amazon", "Public"];
const OURS: readonly string[] = ["Self", "Private"];

function renderIdentifier(document: FoundDocument, epochMs: number): Output {
  const { version } = document;
  return {
    Name: document.name,
    CreatedDate: epochSeconds(epochMs + version.createdMs),
    ...renderNames(document),
    Owner: document.owner,
    PlatformTypes: document.platformTypes,
    DocumentVersion: String(version.number),
    DocumentType: "Command",
    SchemaVersion: version.content.schemaVersion,
    DocumentFormat: version.format,
    ...(version.targetType === "" ? {} : { TargetType: version.targetType }),
    Tags: renderTags(document),
    ...renderRequires(document),
  };
}
