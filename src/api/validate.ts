/**
 * Checks the input of a call against the shape of its operation, and names everything wrong at once.
 *
 * First types, then constraints: a wrong JSON type is a SerializationException that names the first
 * one; only a body whose types are right is held against lengths, ranges, patterns, enums and list
 * sizes, and then every violation stands in one ValidationException. SDKs check little or nothing
 * before they send, so this is where a wrong call ends.
 */
import { OPERATIONS, type InputOf, type OperationName } from "../ssm/operation.ts";
import type { ListShape, Shape, StructureShape } from "../ssm/shape.ts";
import { allConstraints, violated, violatedLength } from "./constraint.ts";
import { printValue } from "./print-value.ts";
import { readJson, type JsonObject } from "./read-json.ts";

export type Validation<Input> =
  | { readonly ok: true; readonly value: Input }
  | {
      readonly ok: false;
      readonly code: "ValidationException" | "SerializationException";
      readonly message: string;
    };

/**
 * The valid input of an operation, or the error to answer with.
 *
 * Shape: parsed JSON body -> fresh input that holds only members of the operation.
 * Errors: SerializationException for the first wrong JSON type; ValidationException for all
 *   violated constraints together (the text lists the first 100); never throws.
 * Source: answers of AWS quoted in public reports; botocore model ssm 2014-11-06.
 *
 * @example
 * validate("CancelCommand", {});
 * // "1 validation error detected: Value null at 'commandId' failed to satisfy constraint:
 * //  Member must not be null"
 */
export function validate<Name extends OperationName>(
  operation: Name,
  body: unknown,
): Validation<InputOf<Name>> {
  return validateShape(OPERATIONS[operation].input, body) as Validation<InputOf<Name>>;
}

/** The same for any structure, such as one that a test has made up. */
export function validateShape(shape: StructureShape, body: unknown): Validation<JsonObject> {
  const read = readJson(shape, body);
  if (!read.ok) return { ok: false, code: "SerializationException", message: read.message };
  const value = read.value as JsonObject;
  const violations: Violations = { count: 0, texts: [] };
  checkStructure(shape, value, "", violations);
  return violations.count === 0
    ? { ok: true, value }
    : { ok: false, code: "ValidationException", message: describe(violations) };
}

interface Violations {
  count: number;
  readonly texts: string[];
}

/** How many violations the text lists; the count before them counts all. */
const LISTED_MAX = 100;

/** How much of a map's key stands in a path: a caller chooses it, and may choose a long one. */
const KEY_MAX = 100;

function describe({ count, texts }: Violations): string {
  const errors = count === 1 ? "1 validation error" : `${count} validation errors`;
  return `${errors} detected: ${texts.join("; ")}`;
}

function checkStructure(
  shape: StructureShape,
  value: JsonObject,
  prefix: string,
  violations: Violations,
): void {
  for (const name in shape.members) {
    const member = shape.members[name];
    if (member === undefined) continue;
    const memberValue = value[name];
    const path = prefix + name.charAt(0).toLowerCase() + name.slice(1);
    if (memberValue !== undefined) checkValue(member, memberValue, path, violations);
    else if (shape.required.includes(name)) addNull(path, violations);
  }
}

function checkValue(shape: Shape, value: unknown, path: string, violations: Violations): void {
  switch (shape.type) {
    case "string":
    case "integer":
    case "long":
      for (const constraint of violated(shape, value))
        add(shape, value, path, constraint, violations);
      return;
    case "list":
      checkList(shape, value as readonly unknown[], path, violations);
      return;
    case "map":
      for (const [key, member] of Object.entries(value as JsonObject)) {
        checkMember(shape.value, member, `${path}.${key.slice(0, KEY_MAX)}.member`, violations);
      }
      return;
    case "structure":
      checkStructure(shape, value as JsonObject, `${path}.`, violations);
      return;
    case "boolean":
    case "timestamp":
      return;
  }
}

/** Members of a list are counted from 1; a list of plain values is named as a whole, once. */
function checkList(
  shape: ListShape,
  value: readonly unknown[],
  path: string,
  violations: Violations,
): void {
  for (const size of violatedLength(shape, value.length)) add(shape, value, path, size, violations);
  const { member } = shape;
  if (member.type !== "string" && member.type !== "integer" && member.type !== "long") {
    for (const [index, each] of value.entries()) {
      checkMember(member, each, `${path}.${index + 1}.member`, violations);
    }
    return;
  }
  for (const [index, each] of value.entries()) {
    if (each === null) addNull(`${path}.${index + 1}.member`, violations);
  }
  if (value.some((each) => each !== null && violated(member, each).length > 0)) {
    const constraints = `Member must satisfy constraint: [${allConstraints(member).join(", ")}]`;
    add(shape, value, path, constraints, violations);
  }
}

function checkMember(shape: Shape, value: unknown, path: string, violations: Violations): void {
  if (value === null) addNull(path, violations);
  else checkValue(shape, value, path, violations);
}

function add(
  shape: Shape,
  value: unknown,
  path: string,
  constraint: string,
  violations: Violations,
): void {
  violations.count += 1;
  if (violations.texts.length === LISTED_MAX) return;
  const shown = "sensitive" in shape ? "Value" : `Value '${printValue(shape, value)}'`;
  violations.texts.push(`${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
}

function addNull(path: string, violations: Violations): void {
  violations.count += 1;
  if (violations.texts.length === LISTED_MAX) return;
  violations.texts.push(
    `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
}
