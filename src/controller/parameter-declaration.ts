/**
 * Checks one parameter as a document declares it.
 *
 * Source: user guide, "Data elements and parameters"; the texts are our choice.
 */
import { DOCUMENT_PARAMETER_TYPES } from "../ssm/document-type.ts";
import type { DocumentParameterType } from "../ssm/document-type.ts";
import type { DocumentParameter } from "../ssm/document.ts";
import { isObject } from "../wire/parse-json.ts";
import { readAllowedPattern } from "./allowed-pattern.ts";
import { valueProblem } from "./parameter-value.ts";

/** What is wrong with a declaration, to be read behind its name; undefined when nothing is. */
export function declarationProblem(declaration: unknown): string | undefined {
  if (!isObject(declaration)) return ": expected an object";
  const { type } = declaration;
  if (!DOCUMENT_PARAMETER_TYPES.some((known) => known === type)) {
    return `.type: expected one of ${DOCUMENT_PARAMETER_TYPES.join(", ")}`;
  }
  return (
    memberProblem(declaration) ??
    patternProblem(declaration["allowedPattern"]) ??
    // Its members have been checked.
    defaultProblem(declaration as unknown as DocumentParameter)
  );
}

function memberProblem(declaration: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of TEXTS) {
    const value = declaration[name];
    if (value !== undefined && typeof value !== "string") return `.${name}: expected a text`;
  }
  for (const name of COUNTS) {
    const value = declaration[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) >= 0)) {
      return `.${name}: expected a whole number`;
    }
  }
  const { allowedValues } = declaration;
  const isList = Array.isArray(allowedValues) && allowedValues.length > 0;
  return allowedValues === undefined || isList ? undefined : ".allowedValues: expected a list";
}

const TEXTS = ["description", "displayType", "allowedPattern"] as const;
const COUNTS = ["minItems", "maxItems", "minChars", "maxChars"] as const;

function patternProblem(pattern: unknown): string | undefined {
  if (typeof pattern !== "string") return undefined;
  const read = readAllowedPattern(pattern);
  return "problem" in read ? `.allowedPattern: ${read.problem}` : undefined;
}

/** A default that the declaration itself would refuse; an empty one says "none" and is let be. */
function defaultProblem(parameter: DocumentParameter): string | undefined {
  const value = parameter.default;
  if (value === undefined) return undefined;
  if (!DEFAULT_FITS[parameter.type](value)) return `.default: expected ${DEFAULTS[parameter.type]}`;
  const texts = defaultTexts(value);
  if (texts.every((text) => text === "")) return undefined;
  const problem = valueProblem(parameter, texts);
  return problem === undefined ? undefined : `.default: it ${problem}`;
}

function defaultTexts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
}

const DEFAULTS: Readonly<Record<DocumentParameterType, string>> = {
  String: "a text",
  StringList: "a list of texts",
  Boolean: "true or false",
  Integer: "a whole number",
  MapList: "a list of objects",
  StringMap: "an object",
};

const DEFAULT_FITS: Readonly<Record<DocumentParameterType, (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  StringList: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
  Boolean: (value) => typeof value === "boolean" || value === "true" || value === "false",
  Integer: (value) => Number.isSafeInteger(value),
  MapList: (value) => Array.isArray(value) && value.every(isObject),
  StringMap: isObject,
};
