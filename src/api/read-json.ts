/**
 * Reads a JSON value into the value of a shape: only types are looked at, no constraint.
 *
 * What comes out is a fresh copy that holds the members its shape names and nothing else; members
 * unknown to it are ignored and null counts as absent, as the service has it. Only null members of
 * lists and maps stay, for the validator to name. The shape bounds the depth, so a deeply nested
 * body costs nothing. The first wrong type ends the reading.
 */
import type { Shape, StructureShape } from "../ssm/shape.ts";

export type ReadResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/**
 * The value that a parsed body holds, or what is wrong with its types.
 *
 * Shape: JSON object -> copy; numbers of integer members must be whole and fit 32 (64) bits.
 * Errors: the first wrong type in the order of the shape's members; never throws.
 * Source: the texts are those of AWS's SerializationException, quoted in public reports.
 */
export function readJson(shape: StructureShape, json: unknown): ReadResult {
  const problem: Problem = { message: undefined };
  const value = readValue(shape, json, problem);
  return problem.message === undefined
    ? { ok: true, value }
    : { ok: false, message: problem.message };
}

/** A JSON object, once it is known to be one. */
export type JsonObject = Readonly<Record<string, unknown>>;

interface Problem {
  message: string | undefined;
}

function readValue(shape: Shape, json: unknown, problem: Problem): unknown {
  switch (shape.type) {
    case "string":
      return typeof json === "string" ? json : refuse(json, "a String", problem);
    case "boolean":
      return typeof json === "boolean" ? json : refuse(json, "a Boolean", problem);
    case "integer":
      return isInt32(json) ? json : refuse(json, "an Integer", problem);
    case "long":
      return Number.isSafeInteger(json) ? json : refuse(json, "a Long", problem);
    case "timestamp":
      return Number.isFinite(json) ? json : refuse(json, "a Timestamp", problem);
    case "list":
      return Array.isArray(json)
        ? json.map((member: unknown) => readMember(shape.member, member, problem))
        : refuse(json, "a List", problem);
    case "map":
      return isObject(json) ? readMap(shape.value, json, problem) : refuse(json, "a Map", problem);
    case "structure":
      return isObject(json)
        ? readStructure(shape, json, problem)
        : refuse(json, "a Structure", problem);
  }
}

function readMember(shape: Shape, json: unknown, problem: Problem): unknown {
  return json === null || problem.message !== undefined ? null : readValue(shape, json, problem);
}

/** The keys are the caller's own, `__proto__` among them, so the copy has no prototype. */
function readMap(shape: Shape, json: JsonObject, problem: Problem): JsonObject {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(json)) copy[key] = readMember(shape, json[key], problem);
  return copy;
}

function readStructure(shape: StructureShape, json: JsonObject, problem: Problem): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const name in shape.members) {
    if (!Object.hasOwn(json, name)) continue;
    const member = shape.members[name];
    const value = json[name];
    if (member === undefined || value === null || value === undefined) continue;
    copy[name] = readValue(member, value, problem);
    if (problem.message !== undefined) break;
  }
  return copy;
}

/** Notes what was found instead of what was wanted; the first note stands. */
function refuse(json: unknown, wanted: string, problem: Problem): null {
  problem.message ??= describeMismatch(json, wanted);
  return null;
}

function describeMismatch(json: unknown, wanted: string): string {
  if (Array.isArray(json)) return "Start of list found where not expected";
  switch (typeof json) {
    case "string":
      return `STRING_VALUE can not be converted to ${wanted}`;
    case "number":
      return Number.isInteger(json)
        ? `NUMBER_VALUE can not be converted to ${wanted}`
        : `DECIMAL_VALUE can not be converted to ${wanted}`;
    case "boolean":
      return `${json ? "TRUE_VALUE" : "FALSE_VALUE"} can not be converted to ${wanted}`;
    default:
      return "Start of structure or map found where not expected";
  }
}

function isInt32(json: unknown): boolean {
  return typeof json === "number" && Number.isInteger(json) && Math.abs(json) <= 0x7fffffff;
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
