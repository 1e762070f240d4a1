/**
 * Reads the fields of a JSON object by a guard table, as strictly as its reader is.
 *
 * Fields that the table does not name are ignored: newer agents and services add some. The first
 * field that is not as it should be ends the reading.
 */
import { decodeError, type DecodeError } from "./decode-error.ts";
import type { FieldRule, FieldRules, FieldValues } from "./field-rule.ts";
import { parseIsoTime } from "./iso-time.ts";
import { isObject, parseJson } from "./parse-json.ts";
import type { Reader } from "./reader.ts";
import { byteStringOfText, wellFormed } from "./utf8.ts";

/**
 * The fields of a JSON text that holds an object.
 *
 * Errors: SIM_ERR_PAYLOAD_JSON, and those of readFields.
 */
export function readJsonFields<Rules extends FieldRules>(
  text: string,
  rules: Rules,
  reader: Reader,
): FieldValues<Rules> | DecodeError {
  const parsed = parseJson(text);
  if ("problem" in parsed) return decodeError("SIM_ERR_PAYLOAD_JSON", parsed.problem);
  if (!isObject(parsed.value)) return decodeError("SIM_ERR_PAYLOAD_JSON", kindOf(parsed.value));
  return readFields(parsed.value, rules, reader);
}

/**
 * The fields of an object.
 *
 * Errors: SIM_ERR_PAYLOAD_FIELD (absent, or of another kind), SIM_ERR_PAYLOAD_BOUND.
 */
export function readFields<Rules extends FieldRules>(
  object: Readonly<Record<string, unknown>>,
  rules: Rules,
  reader: Reader,
): FieldValues<Rules> | DecodeError {
  const source = reader.matchesKeysInAnyCase ? withTableKeys(object, rules) : object;
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(rules)) {
    const rule = rules[name] as FieldRule;
    const found: unknown = Object.hasOwn(source, name) ? source[name] : undefined;
    const value =
      (found ?? undefined) === undefined
        ? readAbsent(found, rule, reader)
        : readPresent(found, rule);
    if (value === WRONG) return decodeError("SIM_ERR_PAYLOAD_FIELD", `${name}: ${kindOf(found)}`);
    if (value === TOO_LONG) return decodeError("SIM_ERR_PAYLOAD_BOUND", `a longer ${name}`);
    values[name] = value;
  }
  return values as FieldValues<Rules>;
}

const WRONG = Symbol("wrong");
const TOO_LONG = Symbol("too long");

/** The members that the table names, under its spelling of their keys; the last one wins. */
function withTableKeys(
  object: Readonly<Record<string, unknown>>,
  rules: FieldRules,
): Readonly<Record<string, unknown>> {
  const names = namesByFoldedKey(rules);
  const source: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    const name = Object.hasOwn(rules, key) ? key : names.get(foldKey(key));
    // Go leaves a field as it is when it meets a null for it.
    if (name !== undefined && object[key] !== null) source[name] = object[key];
  }
  return source;
}

const foldedKeys = new WeakMap<FieldRules, ReadonlyMap<string, string>>();

function namesByFoldedKey(rules: FieldRules): ReadonlyMap<string, string> {
  let names = foldedKeys.get(rules);
  if (names === undefined) {
    names = new Map(Object.keys(rules).map((name) => [foldKey(name), name]));
    foldedKeys.set(rules, names);
  }
  return names;
}

/** Go folds the long s and the Kelvin sign too; toLowerCase turns the latter into k. */
function foldKey(key: string): string {
  return key.toLowerCase().replaceAll("\u017f", "s");
}

function readAbsent(found: unknown, rule: FieldRule, reader: Reader): unknown {
  if (rule.kind === "flag") return undefined;
  if (rule.kind === "map" && (found === null || reader.takesAbsentAsEmpty)) return null;
  if (!reader.takesAbsentAsEmpty) return WRONG;
  if (rule.kind === "text" || rule.kind === "bytes") return "";
  return rule.kind === "integer" ? 0 : WRONG;
}

function readPresent(found: unknown, rule: FieldRule): unknown {
  switch (rule.kind) {
    case "text":
      if (typeof found !== "string") return WRONG;
      return found.length > rule.max ? TOO_LONG : wellFormed(found);
    case "bytes":
      return typeof found === "string" ? readBytes(found, rule.max) : WRONG;
    case "integer":
      return Number.isSafeInteger(found) ? found : WRONG;
    case "time":
      return typeof found === "string" ? (parseIsoTime(found) ?? WRONG) : WRONG;
    case "oneOf":
      return rule.values.includes(found as string) ? found : WRONG;
    case "flag":
      return typeof found === "boolean" ? found : WRONG;
    case "object":
      return isObject(found) ? found : WRONG;
    case "map":
      if (!isObject(found)) return WRONG;
      return Object.keys(found).length > rule.max ? TOO_LONG : found;
  }
}

function readBytes(text: string, max: number): unknown {
  // A text has at least as many bytes as UTF-16 units: most that are too long end here.
  if (text.length > max) return TOO_LONG;
  const byteString = byteStringOfText(text);
  return byteString.length > max ? TOO_LONG : byteString;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return `${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}
