/**
 * Finds documents: those that clients have created, and those that AWS owns.
 */
import { BUILT_IN_DOCUMENTS } from "../ssm/document.ts";
import type { BuiltInDocument, DocumentContent } from "../ssm/document.ts";
import { stepActions } from "../ssm/document.ts";
import { PLATFORM_TYPES } from "../ssm/document-type.ts";
import type { PlatformType } from "../ssm/document-type.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { byteStringOfText } from "../wire/utf8.ts";
import type { Controller } from "./controller.ts";
import type { Document, DocumentVersion } from "./document.ts";
import { sha256Hex } from "./sha256.ts";

/** One version of a document, whoever owns it. */
export interface FoundDocument {
  /** Its place in lists: AWS's documents come before those of clients. */
  readonly serial: number;
  readonly name: string;
  /** AWS owns it, and it never changes. */
  readonly isBuiltIn: boolean;
  /** Amazon, or the account. */
  readonly owner: string;
  readonly platformTypes: readonly PlatformType[];
  /** The platforms whose nodes can be commanded by it. */
  readonly runsOn: readonly PlatformType[];
  readonly tags: Readonly<Record<string, string>>;
  readonly requires: readonly unknown[];
  readonly version: DocumentVersion;
  readonly defaultNumber: number;
  readonly latestNumber: number;
}

/** A version as calls name it: "" or undefined for what is not named. */
export interface VersionWish {
  readonly version: string | undefined;
  readonly versionName?: string | undefined;
}

/**
 * A document by its name; the default version when none is named.
 *
 * Errors: InvalidDocument (unknown), InvalidDocumentVersion (no such number or name, or a number
 *         and a name that are not of one version).
 */
export function findDocument(
  controller: Controller,
  name: string,
  wish: VersionWish,
): FoundDocument | ApiError {
  const all = versionsOf(controller, name);
  if (all === undefined) return unknownDocument(name);
  const { version = "", versionName } = wish;
  const isNamed = versionName === undefined || version !== "";
  const number = isNamed ? numberOf(all, version) : undefined;
  const found = all.versions.find(
    (one) =>
      (number === undefined || one.number === number) &&
      (versionName === undefined || one.versionName === versionName),
  );
  if (found !== undefined) return describe(controller, name, all, found);
  const named = version === "" ? (versionName ?? "") : version;
  return apiError("InvalidDocumentVersion", `Document version ${named} does not exist.`);
}

/** Every version of a document, the oldest first. Errors: InvalidDocument. */
export function findVersions(
  controller: Controller,
  name: string,
): readonly FoundDocument[] | ApiError {
  const all = versionsOf(controller, name);
  if (all === undefined) return unknownDocument(name);
  return all.versions.map((version) => describe(controller, name, all, version));
}

/** Every document in its default version: AWS's first, then in order of creation. */
export function listDocuments(controller: Controller): readonly FoundDocument[] {
  return [...BUILT_IN_DOCUMENTS.keys(), ...controller.documents.keys()].flatMap((name) => {
    const found = findDocument(controller, name, { version: undefined });
    return "code" in found ? [] : [found];
  });
}

/** The text of InvalidDocument. */
export function unknownDocument(name: string): ApiError {
  return apiError("InvalidDocument", `Document with name ${name} does not exist.`);
}

/** The one version of a document that AWS owns, made when first asked for. */
export function builtInVersion(document: BuiltInDocument): DocumentVersion {
  const known = BUILT_IN_VERSIONS.get(document);
  if (known !== undefined) return known;
  const text = JSON.stringify(document.content, undefined, 2);
  const version: DocumentVersion = {
    number: Number(document.documentVersion),
    ...{ versionName: "", displayName: "", targetType: "", createdMs: 0 },
    format: "JSON",
    text,
    content: document.content,
    hash: sha256Hex(byteStringOfText(text)),
  };
  BUILT_IN_VERSIONS.set(document, version);
  return version;
}

const BUILT_IN_VERSIONS = new Map<BuiltInDocument, DocumentVersion>();

type Versions = Pick<Document, "versions" | "defaultNumber">;

function versionsOf(controller: Controller, name: string): Versions | undefined {
  const builtIn = BUILT_IN_DOCUMENTS.get(name);
  if (builtIn === undefined) return controller.documents.get(name);
  const version = builtInVersion(builtIn);
  return { versions: [version], defaultNumber: version.number };
}

function numberOf({ versions, defaultNumber }: Versions, version: string): number {
  if (version === "" || version === "$DEFAULT") return defaultNumber;
  return version === "$LATEST" ? (versions.at(-1)?.number ?? 0) : Number(version);
}

function describe(
  controller: Controller,
  name: string,
  { versions, defaultNumber }: Versions,
  version: DocumentVersion,
): FoundDocument {
  const builtIn = BUILT_IN_DOCUMENTS.get(name);
  const head = controller.documents.get(name)?.head;
  const builtIns = [...BUILT_IN_DOCUMENTS.keys()];
  const platforms = builtIn ?? samePlatforms(platformsOf(version.content));
  return {
    serial: head === undefined ? builtIns.indexOf(name) : builtIns.length + head.serial,
    name,
    isBuiltIn: builtIn !== undefined,
    owner: builtIn?.owner ?? controller.options.accountId,
    platformTypes: platforms.platformTypes,
    runsOn: platforms.runsOn,
    tags: head?.tags ?? {},
    requires: head?.requires ?? [],
    version,
    defaultNumber,
    latestNumber: versions.at(-1)?.number ?? version.number,
  };
}

function samePlatforms(platforms: readonly PlatformType[]) {
  return { platformTypes: platforms, runsOn: platforms };
}

/** The platforms on which at least one step can run; our choice, as AWS does not say. */
function platformsOf(content: DocumentContent): readonly PlatformType[] {
  const runs = stepActions(content).map((action) => PLATFORMS[action] ?? PLATFORM_TYPES);
  return PLATFORM_TYPES.filter((platform) => runs.some((types) => types.includes(platform)));
}

const PLATFORMS: Readonly<Record<string, readonly PlatformType[]>> = {
  "aws:runShellScript": ["Linux", "MacOS"],
  "aws:psModule": ["Windows"],
  "aws:applications": ["Windows"],
  "aws:cloudWatch": ["Windows"],
};
