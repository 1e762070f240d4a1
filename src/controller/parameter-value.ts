/**
 * Checks the values that a call gives for one parameter of a document.
 *
 * A call gives every value as a list of texts, whatever the type: one text, but for lists.
 * Source: API reference, SendCommand, Parameters; user guide, "Data elements and parameters".
 */
import type { DocumentParameterType } from "../ssm/document-type.ts";
import type { DocumentParameter } from "../ssm/document.ts";
import { isObject, parseJson } from "../wire/parse-json.ts";
import { matchesPattern, readAllowedPattern } from "./allowed-pattern.ts";

/** What the values do wrong, to be read behind the parameter's name; undefined when nothing. */
export function valueProblem(
  parameter: DocumentParameter,
  values: readonly string[],
): string | undefined {
  const { type, minItems = 0, maxItems = Infinity } = parameter;
  if (!isList(type)) {
    if (values.length !== 1) return `takes exactly one value; found ${values.length}`;
  } else if (values.length < minItems) return `takes at least ${minItems} values`;
  else if (values.length > maxItems) return `takes at most ${maxItems} values`;
  const misfit = values.find((value) => !FITS[type](value));
  if (misfit !== undefined) return `is of type ${type}; found ${shown(misfit)}`;
  return (
    lengthProblem(parameter, values) ??
    allowedProblem(parameter, values) ??
    patternProblem(parameter, values)
  );
}

/** A parameter as a job carries it: a list, or one text. */
export function jobValue(
  type: DocumentParameterType | undefined,
  values: readonly string[],
): readonly string[] | string {
  return type === undefined || isList(type) ? values : (values[0] ?? "");
}

function isList(type: DocumentParameterType): boolean {
  return type === "StringList" || type === "MapList";
}

const FITS: Readonly<Record<DocumentParameterType, (value: string) => boolean>> = {
  String: () => true,
  StringList: () => true,
  Boolean: (value) => value === "true" || value === "false",
  Integer: (value) => /^-?\d{1,15}$/.test(value),
  MapList: isMapText,
  StringMap: isMapText,
};

function isMapText(value: string): boolean {
  const parsed = parseJson(value);
  return "value" in parsed && isObject(parsed.value);
}

function lengthProblem(
  { minChars = 0, maxChars = Infinity }: DocumentParameter,
  values: readonly string[],
): string | undefined {
  if (values.some((value) => value.length > maxChars))
    return `takes at most ${maxChars} characters`;
  const isShort = values.some((value) => value.length < minChars);
  return isShort ? `takes at least ${minChars} characters` : undefined;
}

function allowedProblem(
  { allowedValues }: DocumentParameter,
  values: readonly string[],
): string | undefined {
  if (allowedValues === undefined) return undefined;
  const allowed = allowedValues.map((each) =>
    typeof each === "string" ? each : JSON.stringify(each),
  );
  const stranger = values.find((value) => !allowed.includes(value));
  if (stranger === undefined) return undefined;
  return `takes only ${allowed.join(", ")}; found ${shown(stranger)}`;
}

function patternProblem(
  { allowedPattern }: DocumentParameter,
  values: readonly string[],
): string | undefined {
  if (allowedPattern === undefined) return undefined;
  const pattern = readAllowedPattern(allowedPattern);
  // A document whose pattern can't be read was not accepted.
  if ("problem" in pattern) return undefined;
  for (const value of values) {
    const matches = matchesPattern(pattern, value);
    if (matches === "tooLong") return `is too long to be held against ${allowedPattern}`;
    if (!matches) return `does not match the allowed pattern ${allowedPattern}`;
  }
  return undefined;
}

function shown(value: string): string {
  return JSON.stringify(value).slice(0, 100);
}
