/**
 * The documents of a file, as requests of CreateDocument that the service has taken once.
 *
 * Each is created on a controller that is there for this alone: what the service would refuse is
 * refused here, in its own words, and at the place in the content that these name.
 */
import { renderText } from "../../api/document-text.ts";
import { handleCall } from "../../api/handle-call.ts";
import { Controller } from "../../controller/controller.ts";
import type { ControllerEffect } from "../../controller/input.ts";
import type { ControllerOptions } from "../../controller/options.ts";
import { Effects } from "../../kernel/effect.ts";
import { Prng } from "../../kernel/prng.ts";
import type { DocumentFormat } from "../../ssm/document-type.ts";
import { BUILT_IN_DOCUMENTS } from "../../ssm/document.ts";
import { createDocumentCall } from "../create-document.ts";
import { failureOf } from "../run/call-failure.ts";
import type { CallFailure } from "../run/call-failure.ts";
import type { ScenarioDocument } from "../scenario.ts";
import type { DocumentForm } from "./document-form.ts";
import type { Path } from "./path.ts";
import type { Reading, Vocabulary } from "./reading.ts";
import { readYaml } from "./yaml-source.ts";

/** The text of a file that a scenario names; the path is from where the scenario's file is. */
export type ReadFile = (path: string) => { readonly text: string } | { readonly problem: string };

export interface KnownDocuments {
  readonly list: readonly ScenarioDocument[];
  /** What steps may send. */
  readonly names: Vocabulary;
  /** The one that has them all. */
  readonly controller: Controller;
}

interface Around {
  readonly reading: Reading;
  readonly readFile: ReadFile;
  readonly options: ControllerOptions;
}

export function readDocuments(
  forms: readonly (DocumentForm | undefined)[],
  around: Around,
): KnownDocuments {
  const controller = new Controller(around.options, Prng.seeded("documents"));
  const list = forms.flatMap((form, index) => {
    const path = ["documents", index];
    const text = form && textOf(form, path, around);
    if (form === undefined || text === undefined) return [];
    const document = requestOf(form, text);
    const refusal = create(document, controller);
    if (refusal === undefined) return [document];
    refuse(refusal, { form, text, path, reading: around.reading });
    return [];
  });
  return { list, names: namesOf(forms), controller };
}

function textOf(form: DocumentForm, path: Path, { reading, readFile }: Around): string | undefined {
  const { content, file } = form;
  if (typeof content === "string") return content;
  if (content !== undefined) return renderText(content, formatOf(form));
  if (file === undefined) return undefined;
  const read = readFile(file);
  if ("text" in read) return read.text;
  reading.refuse([...path, "file"], "a file that can be read", `${read.problem}: ${file}`);
  return undefined;
}

function formatOf({ format, file = "" }: DocumentForm): DocumentFormat {
  return format ?? (/\.ya?ml$/i.test(file) ? "YAML" : "JSON");
}

function requestOf(form: DocumentForm, text: string): ScenarioDocument {
  const { name, documentType, versionName } = form;
  return {
    Name: name,
    Content: text,
    DocumentFormat: formatOf(form),
    ...(documentType === undefined ? {} : { DocumentType: documentType }),
    ...(versionName === undefined ? {} : { VersionName: versionName }),
  };
}

function create(document: ScenarioDocument, controller: Controller): CallFailure | undefined {
  const effects = new Effects<ControllerEffect>(false);
  return failureOf(handleCall(controller, createDocumentCall(document), 0, effects));
}

interface Refused {
  readonly form: DocumentForm;
  readonly text: string;
  readonly path: Path;
  readonly reading: Reading;
}

function refuse({ code, says }: CallFailure, { form, text, path, reading }: Refused): void {
  const key = keyOf({ code, says }, form);
  const within = key === "name" || key === "versionName" ? [] : withinContent(says);
  const inFile = key === "file" ? ` in ${form.file ?? ""}${placeText(text, within)}` : "";
  const where = typeof form.content === "object" ? within : [];
  reading.refuse(
    [...path, key, ...where],
    "what CreateDocument takes",
    `${code}${inFile}: ${says}`,
  );
}

/** Which key of the form the service speaks of. */
function keyOf({ code, says }: CallFailure, form: DocumentForm): string {
  const [, member] = / at '(\w+)' failed/.exec(says) ?? [];
  if (member === "name" || member === "versionName") return member;
  const isOfName = code === "DocumentAlreadyExists" || code === "ValidationException";
  if (isOfName && member === undefined) return "name";
  return form.file === undefined ? "content" : "file";
}

/** `The content is not valid: mainSteps[0].action: expected ...`, or without its beginning. */
const PLACE = /^(?:The content is not valid: )?([\w:.[\]]+): expected /;

/** Where in the content the service says that something is wrong; empty: anywhere. */
function withinContent(says: string): Path {
  const [, where = "content"] = PLACE.exec(says) ?? [];
  if (where === "content") return [];
  const parts = where.split(/[.[\]]+/).filter((part) => part !== "");
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** `:7:5` of what stands there in a text; JSON is YAML, too. */
function placeText(text: string, path: Path): string {
  const source = readYaml(text);
  const place = "value" in source ? source.placeOf(path, false) : source[0]?.place;
  return place === undefined ? "" : `:${place.line}:${place.column}`;
}

function namesOf(forms: readonly (DocumentForm | undefined)[]): Vocabulary {
  const ofAws = [...BUILT_IN_DOCUMENTS.values()].filter(({ runsOn }) => runsOn.includes("Linux"));
  const own = forms.flatMap((form) => (form === undefined ? [] : [form.name]));
  const words = [...ofAws.map(({ name }) => name), ...own];
  return { words, isWhole: forms.every((form) => form !== undefined) };
}
