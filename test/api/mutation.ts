/**
 * Breaks a valid input in every single way that its shape allows, and says what AWS would answer.
 *
 * Only top-level members are broken, one at a time; nested ones are reached by the hand-written
 * rows. The expected text is put together here from the shape, not by the code under test.
 */
import type { Shape, StringShape, StructureShape } from "../../src/ssm/shape.ts";

export interface Mutation {
  readonly body: unknown;
  readonly code: "ValidationException" | "SerializationException";
  readonly message: string;
}

export function mutationsOf(shape: StructureShape, input: Record<string, unknown>): Mutation[] {
  return Object.entries(shape.members).flatMap(([name, member]) => {
    const at = name.charAt(0).toLowerCase() + name.slice(1);
    const missing = shape.required.includes(name)
      ? [violation({ ...input, [name]: null }, `Value null at '${at}'`, "Member must not be null")]
      : [];
    const isObject = member.type === "map" || member.type === "structure";
    const wrongType: Mutation = {
      body: { ...input, [name]: isObject ? [] : {} },
      code: "SerializationException",
      message: `Start of ${isObject ? "list" : "structure or map"} found where not expected`,
    };
    const broken = breakages(member).map(({ value, constraint }) =>
      violation({ ...input, [name]: value }, shown(member, value, at), constraint),
    );
    return [...missing, wrongType, ...broken];
  });
}

function violation(body: unknown, value: string, constraint: string): Mutation {
  const message = `1 validation error detected: ${value} failed to satisfy constraint: ${constraint}`;
  return { body, code: "ValidationException", message };
}

function shown(member: Shape, value: unknown, at: string): string {
  if ("sensitive" in member) return `Value at '${at}'`;
  return `Value '${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}' at '${at}'`;
}

interface Breakage {
  readonly value: unknown;
  readonly constraint: string;
}

function breakages(shape: Shape): Breakage[] {
  switch (shape.type) {
    case "string":
      return textBreakages(shape);
    case "integer":
    case "long":
      return [
        ...(shape.min === undefined ? [] : [below("value", shape.min, shape.min - 1)]),
        ...(shape.max === undefined ? [] : [above("value", shape.max, shape.max + 1)]),
      ];
    case "list":
      return (shape.min ?? 0) > 0 ? [below("length", shape.min ?? 0, [])] : [];
    default:
      return [];
  }
}

function textBreakages({ min = 0, max, pattern, enum: words }: StringShape): Breakage[] {
  if (words !== undefined) {
    const constraint = `Member must satisfy enum value set: [${words.join(", ")}]`;
    return [{ value: "no such word", constraint }];
  }
  const breakages: Breakage[] = [];
  if (pattern === undefined) {
    if (min > 0) breakages.push(below("length", min, "x".repeat(min - 1)));
    if (max !== undefined) breakages.push(above("length", max, "x".repeat(max + 1)));
  } else {
    const constraint = `Member must satisfy regular expression pattern: ${pattern.text}`;
    for (const character of ["\u0000", " ", "\n"]) {
      const value = character.repeat(Math.max(1, min));
      if (!pattern.regExp.test(value)) breakages.push({ value, constraint });
    }
  }
  return breakages;
}

function below(kind: "value" | "length", min: number, value: unknown): Breakage {
  return { value, constraint: `Member must have ${kind} greater than or equal to ${min}` };
}

function above(kind: "value" | "length", max: number, value: unknown): Breakage {
  return { value, constraint: `Member must have ${kind} less than or equal to ${max}` };
}
