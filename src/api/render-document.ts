/**
 * A document as DescribeDocument, CreateDocument and UpdateDocument show it.
 *
 * Source: the CLI's examples of these operations; members that have nothing to say are left out.
 */
import type { FoundDocument } from "../controller/find-document.ts";
import type { DocumentParameter } from "../ssm/document.ts";
import type { DocumentStatus } from "../ssm/document-type.ts";
import type { Output } from "./operation-handler.ts";
import { epochSeconds } from "./render-time.ts";

/** The structure DocumentDescription. */
export function renderDescription(
  document: FoundDocument,
  epochMs: number,
  status: DocumentStatus = "Active",
): Output {
  const { version, platformTypes } = document;
  const { content } = version;
  return {
    Hash: version.hash,
    HashType: "Sha256",
    Name: document.name,
    ...renderNames(document),
    Owner: document.owner,
    CreatedDate: epochSeconds(epochMs + version.createdMs),
    Status: status,
    DocumentVersion: String(version.number),
    ...(content.description === undefined ? {} : { Description: content.description }),
    Parameters: Object.entries(content.parameters ?? {}).map(renderParameter),
    PlatformTypes: platformTypes,
    DocumentType: "Command",
    SchemaVersion: content.schemaVersion,
    LatestVersion: String(document.latestNumber),
    DefaultVersion: String(document.defaultNumber),
    DocumentFormat: version.format,
    ...(version.targetType === "" ? {} : { TargetType: version.targetType }),
    Tags: renderTags(document),
    ...renderRequires(document),
  };
}

/** The names of a version, where it has any. */
export function renderNames({ version: { displayName, versionName } }: FoundDocument): Output {
  return {
    ...(displayName === "" ? {} : { DisplayName: displayName }),
    ...(versionName === "" ? {} : { VersionName: versionName }),
  };
}

export function renderTags({ tags }: FoundDocument): readonly Output[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function renderRequires({ requires }: FoundDocument): Output {
  return requires.length === 0 ? {} : { Requires: requires };
}

function renderParameter([name, parameter]: readonly [string, DocumentParameter]): Output {
  const { type, description, default: value } = parameter;
  return {
    Name: name,
    Type: type,
    ...(description === undefined ? {} : { Description: description }),
    ...(value === undefined ? {} : { DefaultValue: renderDefault(value) }),
  };
}

/** The member is a text whatever the parameter's type is. */
function renderDefault(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
